import type { ExecutionHistoryEvent } from "../../testing/execution-view.ts";
import type { ExecutionRecord } from "../execution-record.ts";
import { sum, type Usage } from "./usage.ts";

/** What a run came to. */
export interface CountedRun {
  readonly usage: Usage;
  /** The mean size of what states got and gave, in bytes of UTF-8. */
  readonly payloadBytes: number;
}

/** Counts the history of an execution and of its child executions. */
export function countRun(execution: ExecutionRecord): CountedRun {
  const all = withChildren(execution);
  const events = all.flatMap(({ history }) => history);
  const sizes = events.flatMap(payloadSizes);
  const total = sizes.reduce((bytes, size) => bytes + size, 0);
  return {
    usage: sum(all.map(({ history }) => usageOfHistory(history))),
    payloadBytes: sizes.length === 0 ? 0 : Math.round(total / sizes.length),
  };
}

function withChildren(execution: ExecutionRecord): ExecutionRecord[] {
  const children = execution.mapRuns.flatMap(({ executions }) => executions);
  return [execution, ...children.flatMap(withChildren)];
}

function usageOfHistory(history: readonly ExecutionHistoryEvent[]): Usage {
  const count = (pattern: RegExp): number =>
    history.filter(({ type }) => pattern.test(type)).length;
  const tries = count(/^(?:LambdaFunction|Task|Activity)Scheduled$/);
  return {
    executions: 1,
    mapRuns: count(/^MapRunStarted$/),
    states: count(/StateEntered$/),
    retries: Math.max(0, tries - count(/^TaskStateEntered$/)),
    calls: count(/^(?:LambdaFunction|Task)Scheduled$/),
    answers: count(/^(?:TaskSubmitted|ActivityScheduled)$/),
    waits: count(/^WaitStateEntered$/),
  };
}

function payloadSizes(event: ExecutionHistoryEvent): number[] {
  const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
  return [entered?.input, exited?.output].flatMap((text) =>
    typeof text === "string" ? [Buffer.byteLength(text)] : [],
  );
}
