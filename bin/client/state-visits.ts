import { eventDetails } from "./event-details.ts";
import type { ApiEvent } from "./operations.ts";
import {
  beginVisit,
  endVisit,
  isRunning,
  newThread,
  type Place,
  reopen,
  runningAround,
  runningIn,
  type Thread,
  type Visit,
  type VisitStatus,
} from "./visit.ts";

/** The states that an execution has entered, as its history tells it, event by event. */
export class StateVisits {
  readonly root: Thread = newThread();
  startedMs: number | undefined;
  private readonly places = new Map<number, Place>();

  add(event: ApiEvent): void {
    this.startedMs ??= event.timestamp * 1_000;
    const before = this.places.get(event.previousEventId ?? 0);
    const from = before ?? { thread: this.root, visit: undefined };
    const rule = rules.find(([pattern]) => pattern.test(event.type));
    this.places.set(event.id, rule?.[1](event, from, this.root) ?? from);
  }
}

/** Answers where what follows the event happens, if not where the event does. */
type EventRule = (event: ApiEvent, from: Place, root: Thread) => Place | undefined;

/** What an event does, by its type: the first row that fits. Others do nothing. */
const rules: readonly (readonly [RegExp, EventRule])[] = [
  [/StateEntered$/, enterState],
  [/StateExited$/, exitState],
  [/^(?:Parallel|Map)StateStarted$/, beginThreads],
  [/^MapIterationStarted$/, beginIteration],
  [/^MapIteration(?:Succeeded|Failed|Aborted)$/, endIteration],
  [/^(?:Parallel|Map)State(?:Succeeded|Failed)$/, endThreads],
  [/StateAborted$/, abortState],
  [/^ExecutionRedriven$/, redrive],
  [/^Execution(?:Failed|Aborted|TimedOut)$/, endExecution],
  [/^(?:Task|Activity|LambdaFunction)Scheduled$/, beginAttempt],
  [/^TaskSubmitted$/, submitTask],
  [/^MapRunStarted$/, beginMapRun],
  [/^ActivityStarted$/, (_event, { visit }) => setWaitsFor(visit, undefined)],
  [/(?:Failed|TimedOut)$/, failAttempt],
  [/^(?:Task|Activity|LambdaFunction)Succeeded$/, succeedAttempt],
];

function enterState(event: ApiEvent, { thread, visit, begins }: Place): Place {
  const inside = begins === true ? newThread(visit) : thread;
  // After a redrive the state that had failed may be entered anew.
  const before = inside.visits.at(-1);
  if (before !== undefined && isRunning(before)) endVisit(before, msOf(event), "failed");
  const type = event.type.replace("StateEntered", "");
  const entered = beginVisit(String(eventDetails(event).name), type, inside, msOf(event));
  return { thread: inside, visit: entered };
}

function exitState(event: ApiEvent, from: Place, root: Thread): Place | undefined {
  const visit = runningByName(event, from, root);
  if (visit === undefined) return undefined;
  endVisit(visit, msOf(event), visit.error === undefined ? "succeeded" : "caught");
  return { thread: visit.thread, visit };
}

function beginThreads(event: ApiEvent, from: Place): Place | undefined {
  // A retry begins where the last attempt has failed: inside.
  const visit = containerAround(event, from);
  if (visit === undefined) return undefined;
  const { length } = eventDetails(event);
  visit.attempts++;
  visit.error = undefined;
  visit.threads = [];
  visit.items = typeof length === "number" ? { total: length, succeeded: 0 } : undefined;
  return { thread: visit.thread, visit, begins: visit.type === "Parallel" };
}

function beginIteration(event: ApiEvent, from: Place, root: Thread): Place | undefined {
  const map = runningByName(event, from, root);
  if (map === undefined) return undefined;
  return { thread: newThread(map, Number(eventDetails(event).index)), visit: undefined };
}

function endIteration(event: ApiEvent, from: Place, root: Thread): Place | undefined {
  const map = runningByName(event, from, root);
  const { index } = eventDetails(event);
  const thread = map?.threads.find((one) => one.index === index);
  if (map === undefined || thread === undefined) return undefined;
  thread.hasEnded = true;
  if (map.items !== undefined && event.type.endsWith("Succeeded")) map.items.succeeded++;
  endRunning(thread, event, event.type.endsWith("Failed") ? "failed" : "aborted");
  return { thread: map.thread, visit: map };
}

function endThreads(event: ApiEvent, from: Place): Place | undefined {
  const visit = containerAround(event, from);
  if (visit === undefined) return undefined;
  if (event.type.endsWith("Failed")) {
    const error = from.visit?.error ?? errorOf(event) ?? "failed";
    visit.error = error;
    visit.hasFailedInside = true;
    if (from.visit !== undefined) from.visit.error ??= error;
  }
  for (const thread of visit.threads) endRunning(thread, event, undefined);
  return { thread: visit.thread, visit };
}

/** The Parallel or Map that an event is of: one that has failed already is inside of it. */
function containerAround(event: ApiEvent, from: Place): Visit | undefined {
  const type = event.type.startsWith("Map") ? "Map" : "Parallel";
  return runningAround(from, (visit) => visit.type === type && !visit.hasFailedInside);
}

function abortState(event: ApiEvent, from: Place): Place | undefined {
  const type = event.type.replace("StateAborted", "");
  const visit = runningAround(from, (one) => one.type === type);
  if (visit === undefined) return undefined;
  endRunning(visit.thread, event, "aborted");
  return { thread: visit.thread, visit };
}

function redrive(_event: ApiEvent, _from: Place, root: Thread): Place {
  reopen(root);
  return { thread: root, visit: undefined };
}

const endings: { readonly [type: string]: VisitStatus } = {
  ExecutionAborted: "aborted",
  ExecutionTimedOut: "timedOut",
};

function endExecution(event: ApiEvent, { visit }: Place, root: Thread): undefined {
  if (event.type === "ExecutionFailed" && visit !== undefined) {
    visit.error ??= errorOf(event) ?? "failed";
  }
  endRunning(root, event, endings[event.type]);
}

function beginAttempt({ type }: ApiEvent, from: Place, root: Thread): Place {
  // After a redrive the attempt stands behind ExecutionRedriven, which is in no state.
  const visit = from.visit ?? runningIn(root).findLast(({ threads }) => threads.length === 0);
  if (visit === undefined) return from;
  visit.attempts++;
  visit.waitsFor = type === "ActivityScheduled" ? "waits for a worker" : undefined;
  return { thread: visit.thread, visit };
}

function submitTask(event: ApiEvent, { visit }: Place): undefined {
  const resource = String(eventDetails(event).resource);
  const isCallback = resource.endsWith(".waitForTaskToken");
  return setWaitsFor(visit, isCallback ? "waits for its task token" : "waits for the job to end");
}

/** Its items are counted elsewhere, by DescribeMapRun. */
function beginMapRun(_event: ApiEvent, { visit }: Place): undefined {
  if (visit !== undefined) visit.items = undefined;
  return setWaitsFor(visit, "waits for its Map Run");
}

function failAttempt(event: ApiEvent, { visit }: Place): undefined {
  if (visit === undefined || !isRunning(visit)) return;
  visit.waitsFor = undefined;
  visit.error = errorOf(event) ?? event.type;
}

function succeedAttempt(_event: ApiEvent, { visit }: Place): undefined {
  if (visit !== undefined) visit.error = undefined;
}

function setWaitsFor(visit: Visit | undefined, waitsFor: string | undefined): undefined {
  if (visit !== undefined) visit.waitsFor = waitsFor;
}

/** As given, or each as its error says. */
function endRunning(thread: Thread, event: ApiEvent, status: VisitStatus | undefined): void {
  for (const open of runningIn(thread)) {
    endVisit(open, msOf(event), status ?? (open.error === undefined ? "aborted" : "failed"));
  }
}

/** Some endpoints do not say where an event happened: then any place will do. */
function runningByName(event: ApiEvent, from: Place, root: Thread): Visit | undefined {
  const { name } = eventDetails(event);
  const isNamed = (visit: Visit): boolean => visit.name === name;
  return runningAround(from, isNamed) ?? runningIn(root).findLast(isNamed);
}

function errorOf(event: ApiEvent): string | undefined {
  const { error } = eventDetails(event);
  return typeof error === "string" ? error : undefined;
}

function msOf({ timestamp }: ApiEvent): number {
  return timestamp * 1_000;
}
