/** A state that an execution has entered. */
export interface Visit {
  readonly name: string;
  /** `Task`, `Map`, … */
  readonly type: string;
  readonly thread: Thread;
  readonly enteredMs: number;
  /** Undefined: it runs. */
  leftMs: number | undefined;
  status: VisitStatus;
  /** How often its task was scheduled, or its branches or iterations begun. */
  attempts: number;
  /** Of the last attempt, if that failed. */
  error: string | undefined;
  /** What it waits for that somebody else does. */
  waitsFor: string | undefined;
  /** Branches or iterations, in the order in which they began. */
  threads: Thread[];
  /** Its branches or iterations have failed, and it with them. */
  hasFailedInside: boolean;
  /** Of an inline Map. */
  items: { readonly total: number; succeeded: number } | undefined;
}

export type VisitStatus = "running" | "succeeded" | "caught" | "failed" | "aborted" | "timedOut";

/** One line of control: the root, a Parallel's branch, a Map's iteration. */
export interface Thread {
  /** The Parallel or Map. */
  readonly parent: Visit | undefined;
  /** Of a Map's item. */
  readonly index: number | undefined;
  /** Only the last one can be running. */
  readonly visits: Visit[];
  hasEnded: boolean;
}

/** Where in an execution something happens. */
export interface Place {
  readonly thread: Thread;
  readonly visit: Visit | undefined;
  /** What is entered next begins a branch of `visit`. */
  readonly begins?: boolean;
}

export function beginVisit(name: string, type: string, thread: Thread, enteredMs: number): Visit {
  const visit: Visit = {
    name,
    type,
    thread,
    enteredMs,
    leftMs: undefined,
    status: "running",
    attempts: 0,
    error: undefined,
    waitsFor: undefined,
    threads: [],
    hasFailedInside: false,
    items: undefined,
  };
  thread.visits.push(visit);
  return visit;
}

export function endVisit(visit: Visit, leftMs: number, status: VisitStatus): void {
  visit.leftMs = leftMs;
  visit.status = status;
  visit.waitsFor = undefined;
}

export function newThread(parent?: Visit, index?: number): Thread {
  const thread: Thread = { parent, index, visits: [], hasEnded: false };
  parent?.threads.push(thread);
  return thread;
}

export function isRunning({ leftMs }: Visit): boolean {
  return leftMs === undefined;
}

/** The running visits of a thread and of what is below it, outer ones first. */
export function runningIn({ visits }: Thread): Visit[] {
  const last = visits.at(-1);
  if (last === undefined || !isRunning(last)) return [];
  return [last, ...last.threads.flatMap(runningIn)];
}

/** The nearest running visit, from a place outwards, that is such. */
export function runningAround(
  { thread, visit }: Place,
  isSuch: (visit: Visit) => boolean,
): Visit | undefined {
  let at = visit ?? thread.parent;
  while (at !== undefined && !(isRunning(at) && isSuch(at))) at = at.thread.parent;
  return at;
}

/** What had ended a thread abnormally runs again. */
export function reopen({ visits }: Thread): void {
  const last = visits.at(-1);
  if (last === undefined || isRunning(last)) return;
  if (last.status === "succeeded" || last.status === "caught") return;
  Object.assign(last, {
    leftMs: undefined,
    status: "running",
    error: undefined,
    hasFailedInside: false,
  });
  for (const thread of last.threads) reopen(thread);
}
