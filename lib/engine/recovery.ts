import type { AttemptId, RunTask } from "../core/command.ts";
import type { DetailsByEventType, HistoryEvent } from "../core/history-event.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Driver } from "./driver.ts";
import { claimOf, deadByMs, isLeft } from "./held-answers.ts";
import type { Intents } from "./intents.ts";
import type { JournalHead, Resolution } from "./journal-port.ts";
import { type PendingAttempt, pendingAttempts } from "./pending-attempts.ts";
import type { Ports } from "./ports.ts";
import { rebuiltTask } from "./rebuilt-task.ts";
import { isFinal } from "./replaces.ts";

/** What recovery needs of the engine. */
export interface Recoverer {
  readonly ports: Ports;
  readonly intents: Intents | undefined;
  begin(driver: Driver, task: RunTask): void;
}

/**
 * An execution has been loaded, by a process that knows nothing of it. Attempts that were in the
 * hands of another one are given up as interrupted when that one is dead, or made again where a
 * repeat is harmless; those that are answered from outside go on.
 */
export function recover(
  recoverer: Recoverer,
  driver: Driver,
  { resolutions }: JournalHead,
): MaybePromise<void> {
  const open = [...pendingAttempts(driver.snapshot)].filter(wasInHand);
  return recoverAll(recoverer, driver, open, resolutions);
}

/** The same where this process works on the execution, for what others perform of it. */
export function lookAfter(
  recoverer: Recoverer,
  driver: Driver,
  { resolutions }: JournalHead,
): MaybePromise<void> {
  const open = [...pendingAttempts(driver.snapshot)].filter(
    ({ phase }) => phase.intent !== undefined && !driver.hasReply(phase.attempt),
  );
  return recoverAll(recoverer, driver, open, resolutions);
}

function recoverAll(
  recoverer: Recoverer,
  driver: Driver,
  open: readonly PendingAttempt[],
  resolutions: readonly Resolution[],
): MaybePromise<void> {
  const now = recoverer.ports.clock.now();
  const lost = open.filter((pending) => {
    const { attempt } = pending.phase;
    if (driver.hasInHand(attempt) || driver.inbox.hasResolution(-attempt)) return false;
    // Who has an answer was there: the answer counts.
    if (isAnswered(attempt, resolutions)) return false;
    const deadMs = deadByMs(pending, resolutions) ?? claimByMs(pending);
    if (deadMs === undefined || deadMs <= now) return true;
    keepWatch(recoverer, driver, pending, deadMs);
    return false;
  });
  if (lost.length === 0) return;
  driver.isUnsettled = true;
  return whenDone(recoverFrom(recoverer, driver, { lost, resolutions }, 0), () => {
    driver.isUnsettled = false;
  });
}

function isAnswered(attempt: AttemptId, resolutions: readonly Resolution[]): boolean {
  return resolutions.some(
    (resolution) => Math.abs(resolution.attempt) === attempt && isFinal(resolution),
  );
}

/** Until then a task runner may be about to claim it: there may be many that wait for one. */
function claimByMs({ phase: { intent } }: PendingAttempt): number | undefined {
  return intent?.type === "handedOver" ? intent.checkMs : undefined;
}

/** Its process may live: somebody looks again when it cannot any more. */
function keepWatch(
  { ports: { clock } }: Recoverer,
  driver: Driver,
  { phase: { attempt, intent } }: PendingAttempt,
  deadMs: number,
): void {
  if (intent?.type !== "handedOver" || intent.checkMs >= deadMs) return;
  const at = clock.now();
  if (intent.checkMs > at) return;
  const watched = { type: "handedOver", checkMs: deadMs } as const;
  driver.offer({ type: "taskIntended", attempt, intent: watched, at, seed: clock.seed() });
}

interface Lost {
  readonly lost: readonly PendingAttempt[];
  readonly resolutions: readonly Resolution[];
}

function recoverFrom(
  recoverer: Recoverer,
  driver: Driver,
  lost: Lost,
  from: number,
): MaybePromise<void> {
  const pending = lost.lost[from];
  if (pending === undefined) return;
  const { attempt } = pending.phase;
  const { journal } = recoverer.ports;
  const scheduled = journal.events(driver.executionArn, { from: attempt, limit: 1 });
  return whenDone(scheduled, ([event]) => {
    const task = event && rebuiltTask(driver.machine, pending, event);
    const isMadeAgain =
      task !== undefined && mayBeMade(recoverer, driver, pending, task, lost.resolutions);
    const recovered = isMadeAgain
      ? makeAgain(recoverer, driver, task)
      : interrupt(recoverer, driver, pending, event, lost.resolutions);
    return whenDone(recovered, () => recoverFrom(recoverer, driver, lost, from + 1));
  });
}

/** Was the attempt never begun, or may it be made again? */
function mayBeMade(
  { ports: { clock, invoker } }: Recoverer,
  { meta }: Driver,
  { phase: { attempt, intent } }: PendingAttempt,
  task: RunTask,
  resolutions: readonly Resolution[],
): boolean {
  if (intent?.type === "notBegun") return true;
  if (intent?.type === "handedOver") {
    const claim = claimOf(attempt, resolutions);
    if (claim === undefined || isLeft(claim)) return true;
  }
  const { info: execution, incarnation } = meta;
  return invoker.isRepeatable({ execution, incarnation, task, at: clock.now() });
}

/** Where others may do the same, a record must be won before. */
function makeAgain(recoverer: Recoverer, driver: Driver, task: RunTask): void {
  driver.takeInHand(task.attempt);
  if (recoverer.intents === undefined) recoverer.begin(driver, task);
  else driver.takeUp(task);
}

function interrupt(
  { ports: { clock, journal } }: Recoverer,
  driver: Driver,
  { phase: { attempt, taskToken } }: PendingAttempt,
  event: HistoryEvent | undefined,
  resolutions: readonly Resolution[],
): MaybePromise<void> {
  const at = clock.now();
  const outcome = {
    type: "failed",
    error: isFunction(event) ? "Lambda.SdkClientException" : "States.TaskFailed",
    cause: interruptedCause,
  } as const;
  if (taskToken !== undefined) {
    // Whoever holds the token may be answering now: whoever writes first, wins.
    const { executionArn, meta } = driver;
    const failure = { incarnation: meta.incarnation, attempt, at, outcome };
    return whenDone(journal.resolve(executionArn, failure), (there = failure) =>
      driver.takeResolutions([there]),
    );
  }
  const { error, cause } = outcome;
  const failed = { type: "taskFailed", attempt, at, seed: clock.seed(), error, cause } as const;
  if (claimOf(attempt, resolutions) === undefined) driver.inbox.offerGivenUp(failed);
  else driver.inbox.offerResolution({ attempt: -attempt }, [failed]);
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
