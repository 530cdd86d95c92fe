import type { RunTask } from "../core/command.ts";
import type { ExecutionInfo, Intent, Snapshot } from "../core/snapshot.ts";
import { pendingAttempts } from "./pending-attempts.ts";
import type { Clock } from "./ports.ts";

/** What a process says of the time that it has. */
export interface IntentSettings {
  /**
   * When whatever this process performs now is surely dead, whatever becomes of it: the end of its
   * invocation, which its platform enforces, and a margin for clocks.
   */
  inHandUntilMs(): number;
  /** What to do with a Task that would begin now. Default: perform it here. */
  mayBegin?: ((task: RunTask, execution: ExecutionInfo) => Beginning) | undefined;
}

/**
 * `handOver`: a task runner is to perform it. `later`: whoever looks at the execution next, and a
 * wake-up says so at once.
 */
export type Beginning = "here" | "handOver" | "later";

/** Says in each record who performs attempts, where several processes share a journal. */
export class Intents {
  private readonly settings: IntentSettings;
  private readonly clock: Clock;

  constructor(settings: IntentSettings, clock: Clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** When whatever this process performs now is surely dead. */
  deadByMs(): number {
    return this.settings.inHandUntilMs();
  }

  mayBegin(task: RunTask, execution: ExecutionInfo): Beginning {
    return this.settings.mayBegin?.(task, execution) ?? "here";
  }

  /** Who is to perform an attempt that begins now. */
  readonly intentOf = (task: RunTask, execution: ExecutionInfo): Intent =>
    intents[this.mayBegin(task, execution)](this, this.clock);

  /** Who is to perform it now that could not be performed when it was to be. */
  renewed(former: Intent | undefined, task: RunTask, execution: ExecutionInfo): Intent {
    // A runner may just be about to claim it.
    if (former?.type === "handedOver") return intents.handOver(this, this.clock);
    return this.intentOf(task, execution);
  }
}

const intents: { readonly [B in Beginning]: (intents: Intents, clock: Clock) => Intent } = {
  here: (intents) => ({ type: "inHand", deadByMs: intents.deadByMs() }),
  handOver: (_intents, clock) => ({ type: "handedOver", checkMs: clock.now() + claimWithinMs }),
  later: () => ({ type: "notBegun" }),
};

/** Who finds a Task unclaimed so long after it was handed over hands it over again. */
const claimWithinMs = 120_000;

/**
 * When somebody must look at an execution that this process works on: when this process is dead,
 * or at once, if whoever has the journal next knows that it is.
 */
export function dueWhileWorking(intents: Intents | undefined, snapshot: Snapshot): number {
  if (intents === undefined) return snapshot.nowMs;
  // What is ours can be done by anybody: it need not wait for the end of a long invocation.
  const lookMs = Math.min(intents.deadByMs(), snapshot.nowMs + workMsMax);
  return Math.min(dueAtRest(intents, snapshot) ?? lookMs, lookMs);
}

/** When somebody must look, if this process does nothing more. */
export function dueAtRest(intents: Intents | undefined, snapshot: Snapshot): number | undefined {
  const { dueMs } = snapshot;
  const intentsMs = intents && intentsDueMs(snapshot);
  return dueMs === undefined ? intentsMs : Math.min(dueMs, intentsMs ?? dueMs);
}

/** When somebody must look after the attempts that are in somebody's hands, or in nobody's. */
export function intentsDueMs(snapshot: Snapshot): number | undefined {
  let dueMs: number | undefined;
  for (const { phase } of pendingAttempts(snapshot)) {
    if (phase.intent === undefined) continue;
    const at = lookMs(phase.intent, snapshot);
    dueMs = Math.min(dueMs ?? at, at);
  }
  return dueMs;
}

function lookMs(intent: Intent, { nowMs }: Snapshot): number {
  if (intent.type === "inHand") return intent.deadByMs;
  return intent.type === "handedOver" ? intent.checkMs : nowMs;
}

/** Longer than an interpreter works, which does most of it. */
const workMsMax = 65_000;
