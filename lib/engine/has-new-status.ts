/** What an execution and a Map Run are listed, counted and told of by. */
export interface ListedState {
  readonly status: string;
  readonly redriveCount: number;
}

/** Redriven, it may end again in the same record, and as it had ended before: that is new, too. */
export function hasNewStatus(before: ListedState, now: ListedState): boolean {
  return now.status !== before.status || now.redriveCount !== before.redriveCount;
}
