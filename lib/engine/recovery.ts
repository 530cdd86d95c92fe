import type { RunTask } from "../core/command.ts";
import type { DetailsByEventType, HistoryEvent } from "../core/history-event.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Driver } from "./driver.ts";
import type { JournalHead } from "./journal-port.ts";
import { type PendingAttempt, pendingAttempts } from "./pending-attempts.ts";
import type { Ports } from "./ports.ts";

/** What recovery needs of the engine. */
export interface Recoverer {
  readonly ports: Ports;
  /** How long after its last record a process may still have an attempt in hand. */
  readonly deadAfterMs: number;
  perform(driver: Driver, task: RunTask): void;
}

/**
 * An execution has been loaded, by a process that knows nothing of it. Attempts that were in the
 * hands of another one are given up as interrupted, or made again where a repeat is harmless;
 * those that are answered from outside go on.
 */
export function recover(
  recoverer: Recoverer,
  driver: Driver,
  { resolutions }: JournalHead,
): MaybePromise<void> {
  const { clock, wakeQueue } = recoverer.ports;
  const { snapshot, executionArn } = driver;
  const interrupted = [...pendingAttempts(snapshot)].filter(wasInHand);
  if (interrupted.length === 0) return;
  const deadMs = snapshot.nowMs + recoverer.deadAfterMs;
  if (recoverer.deadAfterMs > 0 && clock.now() < deadMs) {
    // Its process may live: somebody looks again when it cannot any more.
    driver.isUnsettled = true;
    const at = Math.min(snapshot.dueMs ?? deadMs, deadMs);
    return wakeQueue.setAlarm(executionArn, at, false);
  }
  // Who has an answer was there: the answer counts.
  const answered = new Set(
    resolutions.filter(({ outcome }) => outcome.type !== "heartbeat").map(({ attempt }) => attempt),
  );
  const open = interrupted.filter(({ phase }) => !answered.has(phase.attempt));
  driver.isUnsettled = true;
  return whenDone(recoverFrom(recoverer, driver, open, 0), () => {
    driver.isUnsettled = false;
  });
}

function recoverFrom(
  recoverer: Recoverer,
  driver: Driver,
  interrupted: readonly PendingAttempt[],
  from: number,
): MaybePromise<void> {
  const pending = interrupted[from];
  if (pending === undefined) return;
  const { attempt } = pending.phase;
  const { journal } = recoverer.ports;
  const scheduled = journal.events(driver.executionArn, { from: attempt, limit: 1 });
  return whenDone(scheduled, ([event]) => {
    recoverAttempt(recoverer, driver, pending, event);
    return recoverFrom(recoverer, driver, interrupted, from + 1);
  });
}

function recoverAttempt(
  recoverer: Recoverer,
  driver: Driver,
  { thread, phase }: PendingAttempt,
  event: HistoryEvent | undefined,
): void {
  const { clock, invoker } = recoverer.ports;
  const { attempt } = phase;
  const task = event && rebuiltTask(driver, { thread, phase }, event);
  const at = clock.now();
  const { info: execution, incarnation } = driver.meta;
  if (task !== undefined && invoker.isRepeatable({ execution, incarnation, task, at })) {
    driver.takeInHand(attempt);
    recoverer.perform(driver, task);
    return;
  }
  driver.offer({
    type: "taskFailed",
    attempt,
    at,
    seed: clock.seed(),
    error: isFunction(event) ? "Lambda.SdkClientException" : "States.TaskFailed",
    cause: interruptedCause,
  });
}

/** How the cause of an interrupted attempt begins. */
const interruptedCause =
  "Stepwright.TaskInterrupted: the process that performed this Task ended before its result was " +
  "recorded; whether it took effect is not known";

/** Neither has its service taken it, nor does it wait for an activity's worker. */
function wasInHand({ phase }: PendingAttempt): boolean {
  return !phase.submitted && !phase.queued;
}

function isFunction(event: HistoryEvent | undefined): boolean {
  if (event?.type === "LambdaFunctionScheduled") return true;
  if (event?.type !== "TaskScheduled") return false;
  return (event.details as DetailsByEventType["TaskScheduled"]).resourceType === "lambda";
}

/** The command that the Scheduled event came with. */
function rebuiltTask(
  { machine }: Driver,
  { thread, phase }: PendingAttempt,
  { details }: HistoryEvent,
): RunTask | undefined {
  const state = machine.states.get(thread.state);
  if (state?.type !== "Task" || details === undefined) return undefined;
  const fields = details as Partial<DetailsByEventType["TaskScheduled"]> & {
    readonly input?: RunTask["parameters"];
  };
  const { roleArn } = fields.taskCredentials ?? {};
  return {
    attempt: phase.attempt,
    stateName: thread.state,
    retryCount: thread.retryCount,
    resource: state.resource.arn,
    parameters: fields.parameters ?? fields.input ?? {},
    credentials: roleArn === undefined ? undefined : { RoleArn: roleArn },
    taskToken: phase.taskToken,
    timeoutSeconds: fields.timeoutInSeconds,
    heartbeatSeconds: phase.heartbeatSeconds,
  };
}
