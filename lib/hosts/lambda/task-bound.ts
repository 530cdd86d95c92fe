import type { RunTask } from "../../core/command.ts";
import { isJsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { parseResource } from "../../language/resource.ts";
import { sdkClientName } from "../../language/sdk-services.ts";
import { bundledClients } from "../environment/bundled-clients.ts";
import { functionOf } from "./function-of.ts";

/** Of a function, in ms; undefined: not known. */
type TimeoutMs = (functionName: string) => number | undefined;
type Call = Pick<RunTask, "resource" | "parameters" | "timeoutSeconds">;

/** How long a Task may take, in ms: its own timeout, or its call's. Undefined: nobody knows. */
export function taskBoundMs(timeoutMs: TimeoutMs, task: Call): number | undefined {
  const callMs = callBoundMs(timeoutMs, task);
  const { timeoutSeconds } = task;
  if (timeoutSeconds === undefined) return callMs;
  return Math.min(1_000 * timeoutSeconds, callMs ?? Number.POSITIVE_INFINITY);
}

/** How long a call of a service may take; undefined: as long as its Task says. */
export function serviceBoundMs(service: string): number | undefined {
  return quickClients.has(sdkClientName(service) ?? service) ? quickMsMax : undefined;
}

function callBoundMs(
  timeoutMs: TimeoutMs,
  { resource: arn, parameters }: Call,
): number | undefined {
  const resource = parseResource(arn);
  // It only goes into the activity's queue.
  if (resource.kind === "activity") return 0;
  if (resource.kind === "service" && resource.resourceType !== "lambda") {
    return resourceBoundMs(resource.resourceType);
  }
  if (isNotAwaited(parameters) && resource.kind === "service") return quickMsMax;
  const functionName = functionOf(arn, parameters);
  return functionName === undefined ? undefined : timeoutMs(functionName);
}

/** Lambda answers at once, and the function runs on its own, or not at all. */
function isNotAwaited(parameters: JsonValue): boolean {
  const type = isJsonObject(parameters) ? ownValue(parameters, "InvocationType") : undefined;
  return type === "Event" || type === "DryRun";
}

function resourceBoundMs(resourceType: string): number | undefined {
  if (resourceType === "http") return httpMsMax;
  // Starting an execution of ours is a write or two.
  if (resourceType === "states") return quickMsMax;
  const service = resourceType.replace(/^aws-sdk:/, "").replace(/^events$/, "eventbridge");
  return serviceBoundMs(service);
}

/** These answer soon, or not at all; of Lambda the function's own timeout says it. */
const quickClients: ReadonlySet<string> = new Set(
  bundledClients.filter((client) => client !== "lambda"),
);
const quickMsMax = 30_000;

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html */
const httpMsMax = 60_000;
