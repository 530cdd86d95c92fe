import { writeDocument } from "../data/document.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
} from "../language/json.ts";
import { optimisedCall, withMetadata } from "./sdk/optimised-call.ts";
import type { ServiceCall, ServiceIntegration } from "./service-integration.ts";
import { TaskError } from "./task-handler.ts";

/**
 * `arn:aws:states:::events:putEvents`. A Detail that is no text is sent as its JSON text, and
 * every entry names the execution and its state machine in Resources. An entry that EventBridge
 * refuses fails the Task.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export const events: ServiceIntegration = async (call) => {
  const answer = await optimisedCall({ ...call, parameters: withResources(call) }, names);
  if (ownValue(answer.output, "FailedEntryCount") !== 0) {
    throw new TaskError("EventBridge.FailedEntry", writeDocument(answer.output));
  }
  return withMetadata(answer, call);
};

const names = { sdkService: "eventbridge", prefix: "EventBridge", service: "AmazonEventBridge" };

function withResources({ parameters, request }: ServiceCall): JsonObject {
  const entries = ownValue(parameters, "Entries");
  if (!isJsonArray(entries)) return parameters;
  const { executionArn, stateMachineArn } = request.execution;
  const added = [stateMachineArn, executionArn];
  return { ...parameters, Entries: entries.map((entry) => withAdded(entry, added)) };
}

function withAdded(entry: JsonValue, added: readonly string[]): JsonValue {
  if (!isJsonObject(entry)) return entry;
  const own = ownValue(entry, "Resources");
  return { ...entry, Resources: [...(isJsonArray(own) ? own : []), ...added] };
}
