import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Driver } from "./driver.ts";
import type { Resolution } from "./journal-port.ts";
import { type PendingAttempt, pendingAttempts } from "./pending-attempts.ts";
import type { Ports } from "./ports.ts";

/** What firing timers needs of the engine. */
export interface TimerContext {
  readonly ports: Ports;
  readonly isVolatile: boolean;
}

/**
 * Tells the execution what is due. An attempt that is answered from outside times out only when
 * that is written where its answer would be: whoever is first there, wins.
 */
export function fireTimers(
  context: TimerContext,
  driver: Driver,
  resolutions: readonly Resolution[],
): MaybePromise<void> {
  const { clock } = context.ports;
  const at = clock.now();
  const { dueMs } = driver.snapshot;
  if (dueMs === undefined || dueMs > at) return;
  const due = context.isVolatile
    ? []
    : [...pendingAttempts(driver.snapshot)].filter((pending) => isDue(pending, at));
  const expired: number[] = [];
  return whenDone(expireFrom(context, driver, { due, at, resolutions, expired }, 0), () => {
    for (const attempt of expired) driver.inbox.consume(attempt);
    driver.offer({ type: "timerFired", at, seed: clock.seed() });
  });
}

interface Due {
  readonly due: readonly PendingAttempt[];
  readonly at: number;
  readonly resolutions: readonly Resolution[];
  /** Attempts whose time is written to be up. */
  readonly expired: number[];
}

function expireFrom(
  context: TimerContext,
  driver: Driver,
  due: Due,
  from: number,
): MaybePromise<void> {
  const pending = due.due[from];
  if (pending === undefined) return;
  return whenDone(expire(context, driver, due, pending), () =>
    expireFrom(context, driver, due, from + 1),
  );
}

/** Writes that the attempt's time is up, unless it was answered or has had a heartbeat. */
function expire(
  context: TimerContext,
  driver: Driver,
  due: Due,
  { phase }: PendingAttempt,
): MaybePromise<void> {
  const there = due.resolutions.find(({ attempt }) => attempt === phase.attempt);
  return expireUnless(context, driver, due, phase, there);
}

function expireUnless(
  context: TimerContext,
  driver: Driver,
  due: Due,
  phase: PendingAttempt["phase"],
  there: Resolution | undefined,
): MaybePromise<void> {
  if (there !== undefined && there.outcome.type !== "heartbeat") {
    driver.takeResolutions([there], true);
    return;
  }
  const { at } = due;
  const { attempt, timeoutMs, heartbeatSeconds = 0 } = phase;
  const isOver = timeoutMs !== undefined && timeoutMs <= at;
  if (!isOver && there !== undefined) {
    // Beats shortly after the one that was written were left out: it counts as that late.
    const latestMs = there.at + 1_000 * heartbeatSeconds * heartbeatPart;
    if (latestMs + 1_000 * heartbeatSeconds > at) {
      const { clock } = context.ports;
      const beatMs = Math.min(latestMs, at);
      driver.offer({ type: "heartbeat", attempt, at: beatMs, seed: clock.seed() });
      return;
    }
  }
  const { incarnation } = driver.meta;
  const outcome = { type: "expired", lastBeatMs: there?.at } as const;
  const expiry = { incarnation, attempt, at, outcome };
  return whenDone(context.ports.journal.resolve(driver.executionArn, expiry), (other) => {
    if (other === undefined) due.expired.push(attempt);
    else return expireUnless(context, driver, due, phase, other);
  });
}

/** The part of HeartbeatSeconds within which a second heartbeat is not written. */
export const heartbeatPart = 0.25;

function isDue({ phase }: PendingAttempt, at: number): boolean {
  const { timeoutMs = Number.POSITIVE_INFINITY, heartbeatMs = timeoutMs } = phase;
  return Math.min(timeoutMs, heartbeatMs) <= at;
}
