import type { Snapshot } from "../core/snapshot.ts";
import { writeDocument } from "../data/document.ts";
import {
  defineKey,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../language/json.ts";
import type { TaskOutcome } from "./journal-port.ts";

/**
 * What the ended child execution is to the `.sync` Task that started it: DescribeExecution's
 * answer, with Input and Output as texts, or parsed for `.sync:2`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function parentOutcome(child: Snapshot, parsed: boolean): TaskOutcome {
  const output = describeChild(child, parsed);
  if (child.status === "SUCCEEDED") return { type: "succeeded", output };
  return { type: "failed", error: "States.TaskFailed", cause: writeDocument(output) };
}

/** Keys in alphabetical order, as AWS has them. */
function describeChild(child: Snapshot, parsed: boolean): JsonObject {
  const { execution, status, cause, error, input, output, startedMs, stoppedMs } = child;
  const isSuccess = status === "SUCCEEDED";
  const value = (document: JsonValue): JsonValue => (parsed ? document : writeDocument(document));
  const description: MutableJsonObject = {};
  const add = (key: string, field: JsonValue | undefined): void => {
    if (field !== undefined) defineKey(description, key, field);
  };
  add("Cause", cause);
  add("Error", error);
  add("ExecutionArn", execution.executionArn);
  add("Input", value(input ?? {}));
  add("InputDetails", { Included: true });
  add("Name", execution.name);
  if (isSuccess) {
    add("Output", value(output ?? null));
    add("OutputDetails", { Included: true });
  }
  add("RedriveCount", child.redriveCount);
  add("RedriveStatus", isSuccess ? "NOT_REDRIVABLE" : "REDRIVABLE");
  if (isSuccess) {
    add("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven");
  }
  add("StartDate", startedMs);
  add("StateMachineArn", execution.stateMachineArn);
  add("Status", status);
  add("StopDate", stoppedMs);
  return description;
}
