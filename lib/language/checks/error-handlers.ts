import type { Diagnostic } from "../diagnostic.ts";
import { error, warning } from "../diagnostic-codes.ts";
import { isJsonArray, type JsonValue, ownValue } from "../json.ts";
import { didYouMean } from "../suggestion.ts";
import type { Check } from "./check.ts";
import type { Part } from "./parts.ts";

/** Retriers and Catchers: States.ALL stands alone and last, names are known. #errors */
export const errorHandlers: Check = function* ({ states }) {
  const raised = new Set(states.map(({ fields }) => ownValue(fields, "Error")));
  for (const { parts } of states) {
    for (const kind of ["retrier", "catcher"]) {
      const handlers = parts.filter((part) => part.kind === kind);
      yield* catchAllFaults(handlers);
      yield* nameFaults(handlers, raised);
    }
    for (const part of parts) if (part.kind === "retrier") yield* delayFaults(part);
  }
};

function* catchAllFaults(handlers: readonly Part[]): Generator<Diagnostic> {
  for (const [index, handler] of handlers.entries()) {
    const names = namesOf(handler);
    if (!names.includes("States.ALL")) continue;
    const noun = handler.kind === "retrier" ? "Retrier" : "Catcher";
    const alone = names.length === 1;
    if (alone && index === handlers.length - 1) continue;
    yield error(
      "SCHEMA_VALIDATION_FAILED",
      // The order is a fault of the list.
      alone ? handler.pointer.replace(/\/\d+$/, "") : `${handler.pointer}/ErrorEquals`,
      alone
        ? `the ${noun} of "States.ALL" must be the last: it matches every error, those after it none`
        : `"States.ALL" must be the only name of its ${noun}: it matches every error`,
      { awsMessage: "States.ALL must appear alone and at end of list" },
    );
  }
}

function* nameFaults(
  handlers: readonly Part[],
  raised: ReadonlySet<JsonValue | undefined>,
): Generator<Diagnostic> {
  const seen = new Map<string, string>();
  for (const handler of handlers) {
    for (const [index, name] of namesOf(handler).entries()) {
      const pointer = `${handler.pointer}/ErrorEquals/${index}`;
      if (typeof name !== "string") continue;
      const earlier = seen.get(name);
      if (earlier !== undefined && earlier !== handler.pointer) {
        const message = `"${name}" is already matched by ${earlier}: this one is never reached`;
        yield warning("SHADOWED_HANDLER", pointer, message);
      } else seen.set(name, handler.pointer);
      if (!name.startsWith("States.") || isKnownName(name) || raised.has(name)) continue;
      yield warning(
        "SHADOWED_HANDLER",
        pointer,
        `Step Functions has no error ${JSON.stringify(name)}${didYouMean(name, errorNames)}`,
      );
    }
  }
}

/** #predefined-errors, and those of https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const errorNames = [
  "States.ALL",
  "States.BranchFailed",
  "States.DataLimitExceeded",
  "States.ExceedToleratedFailureThreshold",
  "States.HeartbeatTimeout",
  "States.Http.Socket",
  "States.IntrinsicFailure",
  "States.ItemReaderFailed",
  "States.NoChoiceMatched",
  "States.ParameterPathFailure",
  "States.Permissions",
  "States.QueryEvaluationError",
  "States.ResultPathMatchFailure",
  "States.ResultWriterFailed",
  "States.Runtime",
  "States.TaskFailed",
  "States.Timeout",
];

function isKnownName(name: string): boolean {
  return errorNames.includes(name) || name.startsWith("States.Http.StatusCode.");
}

function* delayFaults({ fields, pointer }: Part): Generator<Diagnostic> {
  const interval = ownValue(fields, "IntervalSeconds") ?? 1;
  const maxDelay = ownValue(fields, "MaxDelaySeconds");
  if (typeof interval !== "number" || typeof maxDelay !== "number" || maxDelay > interval) return;
  yield warning(
    "NO_EFFECT",
    `${pointer}/MaxDelaySeconds`,
    `MaxDelaySeconds (${maxDelay}) is not greater than IntervalSeconds (${interval}): ` +
      "every interval is the same, whatever the BackoffRate",
  );
}

function namesOf({ fields }: Part): readonly JsonValue[] {
  const names = ownValue(fields, "ErrorEquals");
  return isJsonArray(names) ? names : [];
}
