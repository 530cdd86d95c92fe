import { isPlaceholder } from "../../language/placeholder.ts";
import { here } from "./arns.ts";
import type { Findings } from "./findings.ts";
import type { ServiceTask } from "./service-task.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
export function queuePermissions(task: ServiceTask, findings: Findings): void {
  const actions = ["sqs:SendMessage"];
  const url = task.arguments.text("QueueUrl");
  const arn = typeof url === "string" ? task.arns.queue(url) : undefined;
  if (arn === undefined) findings.isUnknown("QueueUrl", url, actions);
  else findings.allow(actions, arn);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html */
export function topicPermissions(task: ServiceTask, findings: Findings): void {
  const actions = ["sns:Publish"];
  const given = task.arguments;
  if (given.names.includes("PhoneNumber")) {
    // A telephone has no ARN.
    findings.allow(actions, "*");
    return;
  }
  const field = given.names.includes("TargetArn") ? "TargetArn" : "TopicArn";
  const arn = given.text(field);
  if (typeof arn === "string") findings.allow(actions, arn);
  else findings.isUnknown(field, arn, actions);
}

const itemActions: ReadonlyMap<string, string> = new Map([
  ["getItem", "dynamodb:GetItem"],
  ["putItem", "dynamodb:PutItem"],
  ["updateItem", "dynamodb:UpdateItem"],
  ["deleteItem", "dynamodb:DeleteItem"],
]);

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html */
export function dynamoDbPermissions(task: ServiceTask, findings: Findings): void {
  const actions = [itemActions.get(task.action) ?? `dynamodb:${task.action}`];
  const name = task.arguments.text("TableName");
  const arn = typeof name === "string" ? task.arns.named(name, "dynamodb", "table/") : undefined;
  if (arn === undefined) findings.isUnknown("TableName", name, actions);
  else findings.allow(actions, arn);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html */
export function eventPermissions(task: ServiceTask, findings: Findings): void {
  const actions = ["events:PutEvents"];
  const entries = task.arguments.items("Entries");
  if (entries === undefined) {
    findings.needGrant("Entries is known only at run time", actions);
    return;
  }
  const buses = new Set<string>();
  for (const entry of entries) {
    const name = entry.text("EventBusName") ?? "default";
    const arn =
      typeof name === "string" ? task.arns.named(name, "events", "event-bus/") : undefined;
    if (arn === undefined) findings.isUnknown("EventBusName", name, actions);
    else buses.add(arn);
  }
  if (buses.size > 0) findings.allow(actions, ...buses);
}

/**
 * A state machine of this runtime needs no permission: it is started by the runtime itself. One of
 * Step Functions is started, asked for its end and stopped.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function statesPermissions(task: ServiceTask, findings: Findings): void {
  const actions = ["states:StartExecution"];
  const arn = task.arguments.text("StateMachineArn");
  if (typeof arn !== "string") {
    findings.isUnknown("StateMachineArn", arn, actions);
    return;
  }
  if (task.arns.target(arn)?.resourceType === "Custom::StepwrightStateMachine") return;
  findings.allow(actions, arn);
  if (task.pattern === "requestResponse" || task.pattern === "waitForTaskToken") return;
  const followed = ["states:DescribeExecution", "states:StopExecution"];
  const executions = executionArns(arn, task);
  if (executions === undefined) findings.isUnknown("StateMachineArn", arn, followed);
  else findings.allow(followed, executions);
}

/** Executions get their names when they start. */
function executionArns(stateMachineArn: string, { arns }: ServiceTask): string | undefined {
  if (!isPlaceholder(stateMachineArn)) {
    const [stateMachine] = stateMachineArn.split(/(?<=:stateMachine:[^:]+):/);
    return `${stateMachine?.replace(":stateMachine:", ":execution:")}:*`;
  }
  const target = arns.target(stateMachineArn);
  if (target?.resourceType !== "AWS::StepFunctions::StateMachine") return undefined;
  const logicalId = stateMachineArn.slice(2, -1).split(".")[0];
  return `${here("states")}:execution:\${${logicalId}.Name}:*`;
}
