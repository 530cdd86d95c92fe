import type { Advanced } from "../core/advance.ts";
import type { Command, RunTask } from "../core/command.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { AttemptsInHand } from "./attempts-in-hand.ts";
import type { DriverHost } from "./driver-host.ts";
import type { Taken } from "./inbox.ts";
import { dueAtRest, dueWhileWorking } from "./intents.ts";
import type { ExecutionMeta, JournalRecord, OwnCommand } from "./journal-port.ts";
import { pendingAttempts } from "./pending-attempts.ts";

/** What a step has come to, before it is recorded. */
export interface Tried extends Done {
  /** Commands of ours that are not known to be carried out. */
  readonly left: readonly OwnCommand[];
  /** Is it to be recorded even if it changes nothing? */
  readonly isForced: boolean;
}

/** What became of what a step took in. */
interface Done {
  readonly taken: Taken;
  /** Tasks that this process takes up again with this record. */
  readonly renewals: readonly RunTask[];
  readonly advanced: Advanced;
}

/** A step that was advanced and is not known to be recorded. */
export interface Step extends Done {
  readonly record: JournalRecord;
  /** Is something in the hands of this process, or will be? */
  readonly isWorking: boolean;
}

/** What the driver knows before the step is recorded. */
interface Before {
  readonly host: Pick<DriverHost<unknown>, "intents" | "isVolatile" | "retentionMs" | "nextNonce">;
  readonly meta: ExecutionMeta;
  readonly before: Snapshot;
  /** The record's. */
  readonly number: number;
  readonly inHand: AttemptsInHand;
  readonly unconfirmed: readonly OwnCommand[];
  readonly isUnsettled: boolean;
}

/** The step with the record that is to be appended. */
export function nextStep(driver: Before, done: Done): Step {
  const { host, meta, before, number, unconfirmed, isUnsettled } = driver;
  const { snapshot, events, more } = done.advanced;
  const isWorking =
    unconfirmed.length > 0 ||
    (isUnsettled && snapshot.status === "RUNNING") ||
    more ||
    performs(driver, done.advanced);
  const record: JournalRecord = {
    incarnation: meta.incarnation,
    number,
    nonce: host.nextNonce(),
    before,
    snapshot,
    events,
    unconfirmed,
    consumed: done.taken.consumed,
    dueMs: isWorking ? dueWhileWorking(host.intents, snapshot) : dueAtRest(host.intents, snapshot),
    expiresMs: isWorking ? undefined : expiresMs(snapshot, host.retentionMs),
  };
  return { ...done, record, isWorking };
}

/** Does this process perform anything, or will it, once this is recorded? */
function performs({ host, before, inHand }: Before, { commands, snapshot }: Advanced): boolean {
  if (host.intents === undefined) return !inHand.isEmpty || commands.some(isRunTask);
  for (const { phase } of pendingAttempts(snapshot)) {
    if (phase.intent?.type !== "inHand") continue;
    if (phase.attempt >= before.nextEventId || inHand.has(phase.attempt)) return true;
  }
  return false;
}

/** Does nothing of it need to be recorded? */
export function changesNothing({ events, commands, answers, more }: Advanced): boolean {
  if (events.length > 0 || commands.length > 0 || more) return false;
  return answers.every(({ accepted }) => !accepted);
}

function isRunTask({ type }: Command): boolean {
  return type === "runTask";
}

/** When an execution that has ended may be forgotten. */
function expiresMs(
  { status, stoppedMs, nowMs }: Snapshot,
  retentionMs: number | undefined,
): number | undefined {
  if (status === "RUNNING" || retentionMs === undefined) return undefined;
  return (stoppedMs ?? nowMs) + retentionMs;
}
