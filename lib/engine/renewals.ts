import type { AttemptId, RunTask } from "../core/command.ts";
import type { Intent, Snapshot } from "../core/snapshot.ts";
import type { Stimulus } from "../core/stimulus.ts";
import type { Intents } from "./intents.ts";
import type { ExecutionMeta } from "./journal-port.ts";
import type { Step } from "./next-step.ts";
import { pendingAttempt } from "./pending-attempts.ts";
import type { Clock } from "./ports.ts";

interface Renewer {
  readonly intents: Intents | undefined;
  readonly ports: { readonly clock: Clock };
}

interface Performing {
  readonly snapshot: Snapshot;
  takeInHand(attempt: AttemptId): void;
}

/** Who is to perform the Tasks that could not be performed when they were to be. */
export function renewedIntents(
  { intents, ports: { clock } }: Renewer,
  { info }: ExecutionMeta,
  snapshot: Snapshot,
  renewals: readonly RunTask[],
): readonly Stimulus[] {
  if (intents === undefined || renewals.length === 0) return none;
  const at = clock.now();
  return renewals.map((task) => {
    const { attempt } = task;
    const former = pendingAttempt(snapshot, attempt)?.phase.intent;
    const intent = intents.renewed(former, task, info);
    return { type: "taskIntended", attempt, intent, at, seed: clock.seed() };
  });
}

/** Others have recorded: have they left it to this process to perform the attempt? */
export function isLeftToUs(before: Snapshot, now: Snapshot, attempt: AttemptId): boolean {
  const former = pendingAttempt(before, attempt)?.phase.intent;
  if (former === undefined || now === before) return false;
  const intent = pendingAttempt(now, attempt)?.phase.intent;
  return intent !== undefined && isSame(intent, former);
}

/** Others have gone on from a record of this process: what they have left to it is begun. */
export function beginLeft<D extends Performing>(
  host: { begin(driver: D, task: RunTask): void },
  driver: D,
  { renewals, advanced: { commands, snapshot } }: Pick<Step, "renewals" | "advanced">,
): void {
  const scheduled = commands.filter((command) => command.type === "runTask");
  for (const task of [...scheduled, ...renewals]) {
    if (!isLeftToUs(snapshot, driver.snapshot, task.attempt)) continue;
    driver.takeInHand(task.attempt);
    host.begin(driver, task);
  }
}

/** Has somebody else decided anew who performs the attempt, or has its service taken it? */
export function isTakenUp(before: Snapshot, now: Snapshot, attempt: AttemptId): boolean {
  const former = pendingAttempt(before, attempt)?.phase.intent;
  const pending = pendingAttempt(now, attempt);
  if (former === undefined || pending === undefined) return false;
  const { intent } = pending.phase;
  return intent === undefined || !isSame(intent, former);
}

function isSame(left: Intent, right: Intent): boolean {
  if (left.type === "inHand") return right.type === "inHand" && left.deadByMs === right.deadByMs;
  if (left.type === "notBegun") return right.type === "notBegun";
  return right.type === "handedOver" && left.checkMs === right.checkMs;
}

const none: readonly Stimulus[] = [];
