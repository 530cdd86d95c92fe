import type { StateView } from "../../language/checks/definition-view.ts";
import { ownValue } from "../../language/json.ts";
import { isPlaceholder } from "../../language/placeholder.ts";
import { parseResource } from "../../language/resource.ts";
import { Arguments } from "./arguments.ts";
import type { Arns } from "./arns.ts";
import { Findings } from "./findings.ts";
import { functionPermissions } from "./function-permissions.ts";
import { httpPermissions } from "./http-permissions.ts";
import { sdkPermissions } from "./sdk-permissions.ts";
import {
  dynamoDbPermissions,
  eventPermissions,
  queuePermissions,
  statesPermissions,
  topicPermissions,
} from "./service-permissions.ts";
import type { ServiceTask } from "./service-task.ts";

type ServicePermissions = (task: ServiceTask, findings: Findings) => void;

/** What a Task needs to be allowed to do. */
export function taskPermissions(state: StateView, arns: Arns): Findings {
  const findings = new Findings(state);
  const resource = ownValue(state.fields, "Resource");
  if (typeof resource !== "string") return findings;
  if (assumesRole(state, findings)) return findings;
  const parsed = parseResource(resource);
  if (parsed.kind === "activity" || isActivity(resource, arns)) return findings;
  const timeout = ownValue(state.fields, "TimeoutSeconds");
  const timeoutSeconds = typeof timeout === "number" ? timeout : undefined;
  if (parsed.kind === "lambda") {
    const task = { functionName: resource, isArn: true, qualifier: undefined };
    functionPermissions({ ...task, arns, timeoutSeconds }, findings);
    return findings;
  }
  const { resourceType, pattern } = parsed;
  const [action = ""] = parsed.resource.split(".");
  const task = { action, pattern, arguments: Arguments.of(state), timeoutSeconds, arns };
  const isSdk = resourceType.startsWith(sdkPrefix);
  const service = isSdk ? resourceType.slice(sdkPrefix.length) : resourceType;
  if (isSdk) sdkPermissions(service, task, findings);
  else if (Object.hasOwn(services, service)) services[service]?.(task, findings);
  else findings.refuse(notCalled(resource, service, action));
  return findings;
}

const sdkPrefix = "aws-sdk:";

/** One row per optimised integration that Stepwright calls. */
const services: { readonly [service: string]: ServicePermissions } = {
  dynamodb: dynamoDbPermissions,
  events: eventPermissions,
  http: httpPermissions,
  lambda: ({ arguments: given, pattern, ...task }, findings) => {
    const invocation = given.text("InvocationType");
    const waits = invocation !== "Event" && invocation !== "DryRun";
    const functionName = given.text("FunctionName");
    const qualifier = given.text("Qualifier");
    functionPermissions({ ...task, functionName, qualifier, waits }, findings);
  },
  sns: topicPermissions,
  sqs: queuePermissions,
  states: statesPermissions,
};

/** A role that the Task names makes the call, with rights of its own. */
function assumesRole(state: StateView, findings: Findings): boolean {
  const credentials = ownValue(state.fields, "Credentials");
  if (credentials === undefined) return false;
  const roleArn = new Arguments(credentials).text("RoleArn");
  const actions = ["sts:AssumeRole"];
  if (typeof roleArn === "string") findings.allow(actions, roleArn);
  else findings.isUnknown("Credentials.RoleArn", roleArn, actions);
  return true;
}

/** Handing a task to an activity is the runtime's own business. */
function isActivity(resource: string, arns: Arns): boolean {
  return isPlaceholder(resource) && /Activity$/.test(arns.target(resource)?.resourceType ?? "");
}

function notCalled(resource: string, service: string, action: string): string {
  const instead = `arn:aws:states:::aws-sdk:${service.replaceAll("-", "")}:${action}`;
  return (
    `Stepwright cannot call ${resource} yet: call ${instead}, and wait for its end by a callback ` +
    "or by asking for its status in a loop"
  );
}
