import { formatTimestamp } from "../../language/grammar/timestamp.ts";
import {
  defineKey,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../../language/json.ts";
import { writeDocument } from "../document.ts";

/** A child execution that has ended. */
export interface ChildResult {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly input: JsonValue;
  readonly output?: JsonValue | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly startedMs: number;
  readonly stoppedMs: number;
  readonly redriveCount: number;
}

/**
 * What a result file says of a child execution: DescribeExecution's fields, keys in alphabetical
 * order, input and output as texts.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export function resultEntry(child: ChildResult): JsonObject {
  const hasSucceeded = child.status === "SUCCEEDED";
  const entry: MutableJsonObject = {};
  const add = (key: string, value: JsonValue | undefined): void => {
    if (value !== undefined) defineKey(entry, key, value);
  };
  add("Cause", child.cause);
  add("Error", child.error);
  add("ExecutionArn", child.executionArn);
  add("Input", writeDocument(child.input));
  add("InputDetails", { Included: true });
  add("Name", child.name);
  if (hasSucceeded) add("Output", writeDocument(child.output ?? null));
  add("OutputDetails", { Included: true });
  add("RedriveCount", child.redriveCount);
  add("RedriveStatus", hasSucceeded ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN");
  if (hasSucceeded) add("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven");
  add("StartDate", formatTimestamp(child.startedMs));
  add("StateMachineArn", child.stateMachineArn);
  add("Status", child.status);
  add("StopDate", formatTimestamp(child.stoppedMs));
  return entry;
}

/** What a result file says of a child execution that was not started. */
export function pendingEntry(input: JsonValue): JsonObject {
  return { Input: writeDocument(input), InputDetails: { Included: true }, Status: "PENDING" };
}
