import type { Random } from "./random.ts";

/** Where a process of the simulated world meets the outside. */
export type Boundary = keyof typeof faultsAt;

export type Fault =
  /** The process dies, and it was not done. */
  | "before"
  /** Throttled: not done, and the process hears so. */
  | "refused"
  /** Throttled for a while: so are those that follow. */
  | "throttled"
  /** Done, and the process hears that it failed. */
  | "lied"
  /** Done, and the process dies before it hears so. */
  | "after"
  /** Takes its time: others are faster. */
  | "delayed"
  /** The process is presumed dead, another one takes over, and it goes on. */
  | "zombie"
  /** A message that nobody ever gets. */
  | "lost"
  /** A message that arrives more than once. */
  | "twice";

const always = ["before", "refused", "throttled", "lied", "after", "delayed", "zombie"] as const;
const message = [...always, "lost", "twice"] as const;

export const faultsAt = {
  "journal.create": always,
  "journal.load": always,
  "journal.append": always,
  "journal.resolve": always,
  "journal.due": always,
  "journal.events": always,
  "mapRunJournal.create": always,
  "mapRunJournal.load": always,
  "mapRunJournal.append": always,
  "mapRunJournal.resolve": always,
  "mapRunJournal.due": always,
  "mapData.read": always,
  "mapData.write": always,
  "definitions.get": always,
  "definitions.put": always,
  "definitions.putText": always,
  "definitions.text": always,
  "wakeQueue.send": message,
  "wakeQueue.setAlarm": message,
  "invoker.invoke": always,
  "invoker.cancel": always,
  "activityQueue.put": always,
  // It is taken in the process itself, for as long as that lives: nothing lies between.
  "activityQueue.take": ["before", "refused", "throttled", "after", "delayed", "zombie"],
  "activityQueue.remove": always,
} as const satisfies { readonly [boundary: string]: readonly Fault[] };

/** Says which calls go wrong, and how. */
export interface FaultPlan {
  /** May processes that were taken to be dead go on? Then others wait until they cannot. */
  readonly isShared: boolean;
  /** Asked once for each call at a boundary, in their order. */
  next(boundary: Boundary): Fault | undefined;
}

export const noFaults: FaultPlan = { isShared: false, next: () => undefined };

/** One call goes wrong: the one at this place in the order of all calls. */
export class SingleFault implements FaultPlan {
  readonly isShared = false;
  private readonly place: number;
  private readonly fault: Fault;
  private calls = 0;

  constructor(place: number, fault: Fault) {
    this.place = place;
    this.fault = fault;
  }

  next(boundary: Boundary): Fault | undefined {
    const faults: readonly Fault[] = faultsAt[boundary];
    return this.calls++ === this.place && faults.includes(this.fault) ? this.fault : undefined;
  }
}

/** What hardly any scenario calls, and once: it goes wrong as often as not. */
const seldomCalled: ReadonlySet<Boundary> = new Set([
  "mapData.write",
  "definitions.put",
  "definitions.putText",
]);

/** Any call may go wrong, up to so many of them. */
export class RandomFaults implements FaultPlan {
  readonly isShared: boolean;
  private readonly random: Random;
  private readonly rate: number;
  private left: number;

  constructor(random: Random) {
    this.random = random;
    this.rate = random.pick([0.02, 0.1, 0.3]);
    this.left = 1 + random.below(6);
    this.isShared = random.chance(0.5);
  }

  next(boundary: Boundary): Fault | undefined {
    const rate = seldomCalled.has(boundary) ? 0.5 : this.rate;
    if (this.left === 0 || !this.random.chance(rate)) return undefined;
    const fault = this.random.pick(faultsAt[boundary] as readonly [Fault, ...Fault[]]);
    if (fault === "zombie" && !this.isShared) return undefined;
    this.left--;
    return fault;
  }
}

/** Longer than a process lives that was taken to be dead, or has long had the same in hand. */
export const deadAfterMs = 10_000;
/** The same where Tasks take long, or wait for each other. */
export const longDeadAfterMs = 40_000;
/** How much sooner its platform ends it, whatever the clocks say. */
export const deadMarginMs = 5_000;

/** How often each fault hit each boundary. */
export class FaultHits {
  readonly counts = new Map<string, number>();

  add(boundary: Boundary, fault: Fault): void {
    this.count(`${boundary} ${fault}`);
  }

  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  addAll({ counts }: FaultHits): void {
    for (const [name, count] of counts) {
      this.counts.set(name, (this.counts.get(name) ?? 0) + count);
    }
  }
}

/** What a call answers that is said to have failed: no defect. */
export class SimulatedFault extends Error {
  /** Nobody has caught it: the process of a real host would have ended. */
  readonly uncaught: () => void;

  constructor(fault: Fault, uncaught: () => void) {
    super(`simulated: ${fault}`);
    this.uncaught = uncaught;
  }
}
