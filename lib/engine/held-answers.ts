import type { Machine } from "../core/machine.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Claim, Resolution } from "./journal-port.ts";
import { type PendingAttempt, pendingAttempt } from "./pending-attempts.ts";

/** What is known of an execution in this process. */
export interface Answered {
  readonly snapshot: Snapshot;
  readonly machine: Machine;
  /** Has this process offered what it knows of the attempt? */
  hasReply(attempt: number): boolean;
}

/**
 * Must the answer to a Task wait, because whoever performs it has not recorded yet that its service
 * took the request? It may have died, but that is not known before its time.
 */
export function isHeld(
  driver: Answered,
  { attempt }: Resolution,
  resolutions: readonly Resolution[],
  now: number,
): boolean {
  const pending = pendingAttempt(driver.snapshot, attempt);
  if (pending === undefined || pending.phase.intent === undefined) return false;
  if (driver.hasReply(attempt)) return false;
  const state = driver.machine.states.get(pending.thread.state);
  // An activity's worker has got it from its queue.
  if (state?.type === "Task" && state.resource.kind === "activity") return false;
  return now < (deadByMs(pending, resolutions) ?? now);
}

/** When whoever performs the attempt is dead. Undefined: nobody does. */
export function deadByMs(
  { phase: { attempt, intent } }: PendingAttempt,
  resolutions: readonly Resolution[],
): number | undefined {
  if (intent?.type === "inHand") return intent.deadByMs;
  return intent?.type === "handedOver" ? claimOf(attempt, resolutions)?.deadByMs : undefined;
}

/** Has nobody begun the attempt that this says of itself that it performs it? */
export function isLeft({ deadByMs }: Claim): boolean {
  return deadByMs === 0;
}

/** What a task runner says that performs the attempt, or has died while it did. */
export function claimOf(attempt: number, resolutions: readonly Resolution[]): Claim | undefined {
  const there = resolutions.find((resolution) => resolution.attempt === -attempt);
  return there?.outcome.type === "claimed" ? there.outcome : undefined;
}
