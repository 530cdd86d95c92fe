import { isJsonObject } from "../../language/json.ts";
import { type Arguments, atRunTime } from "./arguments.ts";
import { type Arns, here } from "./arns.ts";
import type { Findings } from "./findings.ts";
import { hasNoResource, iamActions, iamPrefix } from "./iam-names.ts";
import type { ServiceTask } from "./service-task.ts";

/**
 * What a call of the AWS SDK needs to be allowed to do.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function sdkPermissions(service: string, task: ServiceTask, findings: Findings): void {
  passedRoles(task, findings);
  const actions = iamActions(service, task.action);
  if (hasNoResource(service, task.action)) findings.allow(actions, "*");
  else if (service === "s3") objectPermissions(task, actions, findings);
  else if (service === "dynamodb") tablePermissions(task, actions, findings);
  else {
    const target = ownTarget(service, task) ?? targetByArn(service, task);
    const name = `aws-sdk:${service}:${task.action}`;
    if (target === undefined) findings.needGrant(`what ${name} is about is not known`, actions);
    else if (target.arn === undefined) findings.isUnknown(target.field, target.value, actions);
    else findings.allow(actions, target.arn);
  }
}

interface Target {
  readonly field: string;
  readonly value: string | typeof atRunTime;
  readonly arn: string | undefined;
}

/** How the ARN of what a field names is made of its value: undefined, if it cannot be known. */
type ArnOf = (value: string, arns: Arns) => string | undefined;

const named =
  (service: string, beforeName: string): ArnOf =>
  (value, arns) =>
    arns.named(value, service, beforeName);

/** The fields that name what a service's actions are about, the most telling one first. */
const fields: { readonly [service: string]: { readonly [field: string]: ArnOf } } = {
  athena: { WorkGroup: named("athena", "workgroup/") },
  bedrockruntime: {
    ModelId: (value, arns) =>
      arns.isArn(value) === false
        ? `arn:\${AWS.Partition}:bedrock:\${AWS.Region}::foundation-model/${value}`
        : value,
  },
  cloudformation: { StackName: (value) => `${here("cloudformation")}:stack/${value}/*` },
  cloudwatchlogs: { LogGroupName: (value) => `${here("logs")}:log-group:${value}:*` },
  codebuild: { ProjectName: named("codebuild", "project/") },
  codepipeline: { Name: (value) => `${here("codepipeline")}:${value}` },
  cognitoidentityprovider: { UserPoolId: named("cognito-idp", "userpool/") },
  ecs: { TaskDefinition: named("ecs", "task-definition/") },
  firehose: { DeliveryStreamName: named("firehose", "deliverystream/") },
  glue: {
    JobName: named("glue", "job/"),
    CrawlerName: named("glue", "crawler/"),
  },
  kinesis: { StreamARN: (value) => value, StreamName: named("kinesis", "stream/") },
  kms: {
    KeyId: (value, arns) => {
      if (arns.isArn(value) === true) return value;
      return value.startsWith("alias/") ? undefined : arns.named(value, "kms", "key/");
    },
  },
  lambda: { FunctionName: named("lambda", "function:") },
  rdsdata: { ResourceArn: (value) => value },
  sagemakerruntime: { EndpointName: (value) => `${here("sagemaker")}:endpoint/${value}` },
  scheduler: {
    Name: (value) => `${here("scheduler")}:schedule/default/${value}`,
  },
  secretsmanager: {
    SecretId: (value, arns) =>
      // Secrets Manager appends six characters to a secret's name.
      arns.isArn(value) === false ? `${here("secretsmanager")}:secret:${value}-??????` : value,
  },
  sfn: {
    StateMachineArn: (value) => value,
    ExecutionArn: (value) => value,
    ActivityArn: (value) => value,
  },
  sns: { TopicArn: (value) => value, TargetArn: (value) => value },
  sqs: { QueueUrl: (value, arns) => arns.queue(value) },
  ssm: {
    Name: (value, arns) =>
      arns.isArn(value) === true ? value : `${here("ssm")}:parameter/${value.replace(/^\//, "")}`,
  },
};

function ownTarget(service: string, { arguments: given, arns }: ServiceTask): Target | undefined {
  const known = Object.hasOwn(fields, service) ? fields[service] : undefined;
  for (const [field, arnOf] of Object.entries(known ?? {})) {
    const value = given.text(field);
    if (value === undefined) continue;
    return { field, value, arn: value === atRunTime ? undefined : arnOf(value, arns) };
  }
  return undefined;
}

/** The one field that is an ARN of the same service. */
function targetByArn(service: string, { arguments: given, arns }: ServiceTask): Target | undefined {
  const prefix = iamPrefix(service);
  const found = given.names.flatMap((field) => {
    const value = given.text(field);
    if (typeof value !== "string" || arns.isArn(value) !== true) return [];
    const [, , owner] = value.split(":");
    return owner === undefined || owner === prefix ? [{ field, value, arn: value }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** A role that a call hands to a service is passed to it, which is a permission by itself. */
function passedRoles({ arguments: given, arns, action }: ServiceTask, findings: Findings): void {
  if (action === "assumeRole") return;
  const isRole = (text: string): boolean =>
    /^arn:[^:]+:iam::[^:]*:role\//.test(text) ||
    (arns.target(text)?.resourceType === "AWS::IAM::Role" && arns.isArn(text) === true);
  const roles = [...new Set(given.texts.filter(isRole))];
  if (roles.length > 0) findings.allow(["iam:PassRole"], ...roles);
}

/** An object if the call has a key, else the bucket. */
function objectPermissions(
  { arguments: given, arns, action }: ServiceTask,
  actions: readonly string[],
  findings: Findings,
): void {
  const bucket = given.text("Bucket");
  if (typeof bucket !== "string") {
    findings.isUnknown("Bucket", bucket, actions);
    return;
  }
  const bucketArn = arns.bucket(bucket);
  const deletesMany = action === "deleteObjects";
  if (!given.names.includes("Key") && !deletesMany) {
    findings.allow(actions, bucketArn);
    return;
  }
  const key = given.text("Key");
  const objects = `${bucketArn}/${typeof key === "string" ? key : "*"}`;
  if (!given.names.includes("CopySource")) {
    findings.allow(actions, objects);
    return;
  }
  findings.allow(["s3:PutObject"], objects);
  const source = given.text("CopySource");
  const [from = "", ...path] =
    typeof source === "string" ? source.replace(/^\//, "").split("/") : [];
  const sourceKey = path.join("/").replace(/\?versionId=.*$/, "");
  if (from === "") findings.isUnknown("CopySource", source, ["s3:GetObject"]);
  else findings.allow(["s3:GetObject"], `${arns.bucket(from)}/${sourceKey}`);
}

function tablePermissions(
  { arguments: given, arns }: ServiceTask,
  actions: readonly string[],
  findings: Findings,
): void {
  const names = tableNames(given);
  if (names === undefined) {
    findings.needGrant("the table is known only at run time", actions);
    return;
  }
  const index = given.text("IndexName");
  for (const name of names) {
    const arn = arns.named(name, "dynamodb", "table/");
    if (arn === undefined) findings.isUnknown("TableName", name, actions);
    else if (index === undefined) findings.allow(actions, arn);
    else findings.allow(actions, `${arn}/index/${typeof index === "string" ? index : "*"}`);
  }
}

function tableNames(given: Arguments): readonly string[] | undefined {
  const table = given.text("TableName");
  if (table !== undefined) return typeof table === "string" ? [table] : undefined;
  const requested = given.get("RequestItems");
  if (isJsonObject(requested)) {
    const names = Object.keys(requested);
    return names.some((name) => name.endsWith(".$")) ? undefined : names;
  }
  const items = given.items("TransactItems");
  if (items === undefined) return undefined;
  const names = items.flatMap((item) =>
    item.names.map((operation) => item.within(operation).text("TableName")),
  );
  return names.every((name) => typeof name === "string") ? [...new Set(names)] : undefined;
}
