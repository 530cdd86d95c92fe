import { documentSizeBytes, isLargerThan } from "../data/size.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../language/json.ts";
import { assert } from "./assert.ts";
import type { DataFlow } from "./compiled-state.ts";
import { FatalError } from "./fatal-error.ts";
import { type MaybePromise, whenDone } from "./maybe-promise.ts";
import type { Outcome } from "./outcome.ts";
import { readField } from "./read-field.ts";
import type { StateScope } from "./state-scope.ts";

/** A state that is done, and where to go. */
type Exited = Extract<Outcome, { type: "exited" }>;

/**
 * InputPath, then Parameters or Arguments. Answers the effective input and leaves it in
 * `scope.input` where the state is of JSONPath. #input-output-processing
 */
export function effectiveInput(flow: DataFlow, scope: StateScope): MaybePromise<JsonValue> {
  if (flow.inputPath !== undefined) scope.readInput(flow.inputPath);
  if (scope.draft.inspect !== undefined && !scope.state.jsonata) {
    scope.inspect("afterInputPath", scope.input);
  }
  if (flow.parameters === undefined) return scope.input;
  return whenDone(flow.parameters(scope), (parameters) => {
    scope.inspect(scope.state.jsonata ? "afterArguments" : "afterParameters", parameters);
    if (!scope.state.jsonata) scope.input = parameters;
    return parameters;
  });
}

/**
 * From a result to the state's output and variables: ResultSelector, ResultPath, OutputPath and
 * Assign; or Output and Assign of JSONata, both evaluated from the values at entry.
 */
export function leaveState(
  flow: DataFlow,
  scope: StateScope,
  result: JsonValue,
  next: string | undefined,
): MaybePromise<Exited> {
  if (!flow.plainResult || scope.draft.inspect !== undefined) {
    return scope.state.jsonata
      ? leaveJsonata(flow, scope, result, next)
      : leavePath(flow, scope, result, next);
  }
  checkSize(scope, result);
  return { type: "exited", output: result, assigned: undefined, next };
}

function leavePath(
  flow: DataFlow,
  scope: StateScope,
  result: JsonValue,
  next: string | undefined,
): Exited {
  const raw = scope.thread.input;
  scope.input = result;
  const assigned = flow.assign === undefined ? undefined : now(flow.assign(scope));
  const selected = flow.resultSelector === undefined ? result : flow.resultSelector(scope);
  scope.inspect("afterResultSelector", selected);
  const combined = combine(flow.resultPath, raw, selected);
  scope.inspect("afterResultPath", combined);
  // Variables in OutputPath are those of before this state's Assign.
  // Observed on AWS 2024-11-05, assign/state_assign_evaluation_order.
  scope.input = combined;
  const output = flow.outputPath === undefined ? combined : readField(flow.outputPath, scope);
  checkSize(scope, output);
  return { type: "exited", output, assigned: checkAssigned(scope, assigned), next };
}

/** ResultPath: what becomes of the raw input and the result. */
export function combine(
  resultPath: DataFlow["resultPath"],
  raw: JsonValue,
  result: JsonValue,
): JsonValue {
  if (resultPath === undefined) return result;
  return resultPath === null ? raw : resultPath.write(raw, result);
}

function leaveJsonata(
  flow: DataFlow,
  scope: StateScope,
  result: JsonValue,
  next: string | undefined,
): MaybePromise<Exited> {
  return whenDone(flow.output === undefined ? result : flow.output(scope), (output) => {
    checkSize(scope, output);
    return whenDone(flow.assign?.(scope), (assigned) => ({
      type: "exited",
      output,
      assigned: checkAssigned(scope, assigned),
      next,
    }));
  });
}

/** The payload limit. What a state hands on may not exceed it, and no Catcher helps. */
export function checkSize(scope: StateScope, output: JsonValue): void {
  if (output === scope.thread.input && scope.thread.enteredEventId !== 2) return;
  if (isLargerThan(output, scope.limits.payloadBytesMax)) {
    throw new FatalError("States.DataLimitExceeded", dataLimitCause(scope.thread.state));
  }
}

export function dataLimitCause(name: string): string {
  return `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}

/** Each variable, and all of one Assign together, are bounded; so is their sum. */
export function checkAssigned(
  scope: StateScope,
  assigned: JsonValue | undefined,
): JsonObject | undefined {
  if (assigned === undefined) return undefined;
  assert(isJsonObject(assigned), "Assign is an object");
  const bytes = documentSizeBytes(assigned);
  const { head } = scope.draft;
  if (
    bytes > scope.limits.payloadBytesMax ||
    head.variablesBytes + bytes > scope.limits.variablesBytesMax
  ) {
    throw new FatalError("States.DataLimitExceeded", dataLimitCause(scope.thread.state));
  }
  head.variablesBytes += bytes;
  return assigned;
}

function now<T>(value: MaybePromise<T>): T {
  assert(!(value instanceof Promise), "JSONPath never waits");
  return value;
}
