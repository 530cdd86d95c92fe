import { nextTurn } from "./turns.ts";

/** The one order in which everything of a simulated world happens, in virtual time. */
export class Scheduler {
  nowMs = startMs;
  private readonly waiting: Happening[] = [];
  private scheduled = 0;
  private readonly isTurning: () => boolean;

  /** `isTurning` says whether somebody still waits for a turn of the event loop. */
  constructor(isTurning: () => boolean = () => false) {
    this.isTurning = isTurning;
  }

  /** Does the work at that instant, after whatever was scheduled for the same instant before. */
  at(instant: number, work: () => void): void {
    const happening = { at: Math.max(instant, this.nowMs), order: this.scheduled++, work };
    let place = this.waiting.length;
    // The next one is the last of the list.
    while (place > 0 && isAfter(happening, this.waiting[place - 1])) place--;
    this.waiting.splice(place, 0, happening);
  }

  after(milliseconds: number, work: () => void): void {
    this.at(this.nowMs + milliseconds, work);
  }

  /** Lets things happen until it is done, that instant, or nothing is left to happen. */
  async run(isDone: () => boolean, endMs: number): Promise<void> {
    while (!isDone()) {
      const next = this.waiting.pop();
      if (next === undefined || next.at > endMs) return;
      this.nowMs = next.at;
      next.work();
      do await nextTurn();
      while (this.isTurning());
    }
  }
}

interface Happening {
  readonly at: number;
  readonly order: number;
  readonly work: () => void;
}

function isAfter(happening: Happening, other: Happening | undefined): boolean {
  if (other === undefined) return false;
  return happening.at === other.at ? happening.order > other.order : happening.at > other.at;
}

/** 2024-01-01T00:00:00Z */
export const startMs = 1_704_067_200_000;
