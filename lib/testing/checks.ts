import type { ExecutionStatus } from "../core/snapshot.ts";
import { firstDifference } from "./difference.ts";
import type { ExecutionView } from "./execution-view.ts";

/** Whether an execution is as wanted; `message` says why not, or what should not have been. */
export interface CheckResult {
  readonly pass: boolean;
  readonly message: string;
}

/** One row per check: the matchers of vitest and the assertions are made of these. */
export const checks = {
  /** It ended with status SUCCEEDED. */
  toHaveSucceeded: (execution: ExecutionView): CheckResult =>
    ofStatus(execution, "SUCCEEDED", "to have succeeded"),

  /** It ended with status FAILED, TIMED_OUT or ABORTED, with that Error Name and that cause. */
  toHaveFailedWith: (
    execution: ExecutionView,
    error?: string,
    cause?: string | RegExp,
  ): CheckResult => {
    const wanted = [error, cause].filter((part) => part !== undefined).join(": ");
    const what = `to have failed${wanted === "" ? "" : ` with ${wanted}`}`;
    const failed = execution.status !== "SUCCEEDED" && execution.status !== "RUNNING";
    const sameError = error === undefined || execution.error === error;
    const pass = failed && sameError && causeMatches(execution.cause, cause);
    return result(execution, pass, what);
  },

  /** It ran out of its TimeoutSeconds. */
  toHaveTimedOut: (execution: ExecutionView): CheckResult =>
    ofStatus(execution, "TIMED_OUT", "to have timed out"),

  /** It was stopped. */
  toHaveBeenAborted: (execution: ExecutionView): CheckResult =>
    ofStatus(execution, "ABORTED", "to have been aborted"),

  /** It succeeded with exactly this output. */
  toHaveOutput: (execution: ExecutionView, output: unknown): CheckResult => {
    const text = brief(output);
    if (execution.status !== "SUCCEEDED") return result(execution, false, `to have output ${text}`);
    const difference = firstDifference(output, execution.output);
    return result(execution, difference === undefined, `to have output ${text}`, difference);
  },

  /** These states were entered, in this order; others may have been between them. */
  toHaveVisited: (execution: ExecutionView, ...states: readonly string[]): CheckResult => {
    const missing = firstMissing(execution.path, states);
    const what = `to have visited ${states.join(" -> ")}`;
    return result(execution, missing === undefined, what, missing);
  },

  /** These states were entered, in this order, and no others. */
  toHaveTakenPath: (execution: ExecutionView, ...states: readonly string[]): CheckResult => {
    const { path } = execution;
    const at = states.findIndex((state, index) => path[index] !== state);
    const index = at < 0 && path.length > states.length ? states.length : at;
    const difference =
      index < 0
        ? undefined
        : `at step ${index + 1} it should have entered ${quoted(states[index])}, and entered ${quoted(path[index])}`;
    const what = `to have taken the path ${states.join(" -> ")}`;
    return result(execution, index < 0, what, difference);
  },

  /** The state's Task was tried again that many times; without a number: at least once. */
  toHaveRetried: (execution: ExecutionView, state: string, times?: number): CheckResult => {
    const retries = countRetries(execution, state);
    const pass = times === undefined ? retries > 0 : retries === times;
    const wanted = times === undefined ? "" : ` ${times} times`;
    const difference = `it was retried ${retries} ${retries === 1 ? "time" : "times"}`;
    return result(execution, pass, `to have retried "${state}"${wanted}`, difference);
  },
} as const;

function ofStatus(execution: ExecutionView, status: ExecutionStatus, what: string): CheckResult {
  return result(execution, execution.status === status, what);
}

function result(
  execution: ExecutionView,
  pass: boolean,
  what: string,
  difference?: string,
): CheckResult {
  const lines = [`expected the execution ${pass ? "not " : ""}${what}`];
  if (!pass && difference !== undefined) lines.push(`  ${difference}`);
  lines.push(`  status: ${describeStatus(execution)}`, `  path:   ${describePath(execution)}`);
  return { pass, message: lines.join("\n") };
}

function describeStatus({ status, error, cause }: ExecutionView): string {
  if (error === undefined && cause === undefined) return status;
  const text = cause === undefined || cause === "" ? "" : `: ${shorten(cause)}`;
  return `${status} with ${error ?? "no Error Name"}${text}`;
}

function describePath({ path }: ExecutionView): string {
  return path.length === 0 ? "(no state was entered)" : shorten(path.join(" -> "));
}

function causeMatches(cause: string | undefined, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true;
  if (cause === undefined) return false;
  return typeof wanted === "string" ? cause.includes(wanted) : wanted.test(cause);
}

/** The first of the states that does not follow the ones before it. */
function firstMissing(path: readonly string[], states: readonly string[]): string | undefined {
  let from = 0;
  for (const [index, state] of states.entries()) {
    const at = path.indexOf(state, from);
    if (at < 0) {
      const after = index === 0 ? "" : ` after "${states[index - 1]}"`;
      const before = path.includes(state) ? ", only before" : "";
      return `"${state}" was not entered${after}${before}`;
    }
    from = at + 1;
  }
  return undefined;
}

/** Attempts of the state's Task, less one for each time that the state was entered. */
function countRetries({ history }: ExecutionView, state: string): number {
  const stateOf = new Map<number, string>();
  let attempts = 0;
  let entered = 0;
  for (const event of history) {
    const { stateEnteredEventDetails, previousEventId, id, type } = event;
    const name = String(stateEnteredEventDetails?.name ?? stateOf.get(previousEventId) ?? "");
    stateOf.set(id, name);
    if (name !== state) continue;
    if (type.endsWith("StateEntered")) entered++;
    if (attemptEvents.has(type)) attempts++;
  }
  return Math.max(0, attempts - entered);
}

/** Events that begin an attempt: of a Task, a Parallel or a Map. */
const attemptEvents = new Set([
  "TaskScheduled",
  "LambdaFunctionScheduled",
  "ActivityScheduled",
  "ParallelStateStarted",
  "MapStateStarted",
]);

function quoted(state: string | undefined): string {
  return state === undefined ? "no other state" : `"${state}"`;
}

function brief(value: unknown): string {
  return shorten(JSON.stringify(value) ?? "undefined");
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
