import type { AttemptId } from "../core/command.ts";
import type { Answer, Stimulus } from "../core/stimulus.ts";
import { roughSizeBytes } from "../data/size.ts";
import type { Hearer } from "./asked.ts";
import type { Resolution } from "./journal-port.ts";

/** What one step tells the core, and the resolutions that its record takes in. */
export interface Taken {
  readonly stimuli: readonly Stimulus[];
  readonly consumed: readonly AttemptId[];
}

/** What waits for an execution in this process, and who waits to hear what became of it. */
export class Inbox {
  /** Does not ask for a step of its own. */
  private early: Stimulus[] = [];
  private now: Stimulus[] = [];
  private later: Stimulus[] = [];
  private consumed: AttemptId[] = [];
  /** Attempts whose resolutions are here, or in a step under way. */
  private known: Set<AttemptId> | undefined;
  /** The resolution that a stimulus is the last one of. */
  private resolutions: Map<Stimulus, Told> | undefined;
  private hearers: Map<Stimulus, Hearer> | undefined;
  /** What is told of attempts whose processes were dead by what was recorded then. */
  private givenUp: Set<Stimulus<"taskFailed">> | undefined;

  get isEmpty(): boolean {
    return this.now.length === 0 && this.later.length === 0 && this.consumed.length === 0;
  }

  /** Does somebody wait to hear what became of it? */
  get hasCallers(): boolean {
    return this.hearers !== undefined;
  }

  offer(stimulus: Stimulus, hearer?: Hearer): void {
    this.now.push(stimulus);
    if (hearer === undefined) return;
    this.hearers ??= new Map();
    this.hearers.set(stimulus, hearer);
  }

  /** True only while nobody else takes the attempt up: then it is taken back. */
  offerGivenUp(stimulus: Stimulus<"taskFailed">): void {
    this.givenUp ??= new Set();
    this.givenUp.add(stimulus);
    this.now.push(stimulus);
  }

  /** Somebody else has gone on: attempts that were taken up are not given up. */
  takeBackGivenUp(isTakenUp: (attempt: AttemptId) => boolean): void {
    for (const stimulus of this.givenUp ?? []) {
      if (!isTakenUp(stimulus.attempt)) continue;
      this.givenUp?.delete(stimulus);
      this.now = this.now.filter((other) => other !== stimulus);
    }
  }

  /** To be told with the next step that there is, before all else. */
  offerEarly(stimulus: Stimulus): void {
    this.early.push(stimulus);
  }

  /** To be told behind all else. */
  offerLater(stimulus: Stimulus): void {
    this.later.push(stimulus);
  }

  /** The record that takes in the last of the stimuli consumes the attempt's resolution. */
  offerResolution({ attempt, redrive }: Told, stimuli: readonly Stimulus[]): void {
    this.know(attempt);
    for (const stimulus of stimuli) this.now.push(stimulus);
    const last = stimuli.at(-1);
    if (last === undefined) return;
    this.resolutions ??= new Map();
    this.resolutions.set(last, { attempt, redrive });
  }

  /** The attempt's resolution is taken in by the next step. */
  consume(attempt: AttemptId): void {
    this.know(attempt);
    this.consumed = [...this.consumed, attempt];
  }

  private know(attempt: AttemptId): void {
    this.known ??= new Set();
    this.known.add(attempt);
  }

  hasResolution(attempt: AttemptId): boolean {
    return this.known?.has(attempt) ?? false;
  }

  /** What the next step takes in: not more than a record should hold, but one at least. */
  take(bytesMax = takenBytesMax): Taken {
    const { early, later } = this;
    const all = early.length === 0 ? this.now : [...early, ...this.now];
    const count = all.length < 2 ? all.length : countWithin(all, bytesMax);
    this.early = [];
    this.now = count === all.length ? [] : all.slice(count);
    let stimuli: readonly Stimulus[] = count === all.length ? all : all.slice(0, count);
    if (count === all.length && later.length > 0) {
      this.later = [];
      stimuli = [...stimuli, ...later];
    }
    return { stimuli, consumed: this.takeConsumed(stimuli) };
  }

  private takeConsumed(stimuli: readonly Stimulus[]): readonly AttemptId[] {
    const { consumed, resolutions } = this;
    if (consumed.length > 0) this.consumed = [];
    if (resolutions === undefined) return consumed;
    const all = [...consumed];
    for (const stimulus of stimuli) {
      const told = resolutions.get(stimulus);
      if (told !== undefined) all.push(told.attempt);
    }
    return all;
  }

  /** The step came to nothing. */
  putBack({ stimuli, consumed }: Taken): void {
    this.now = [...stimuli, ...this.now];
    const told = new Set(this.attemptsTold());
    this.consumed = [...consumed.filter((attempt) => !told.has(attempt)), ...this.consumed];
  }

  /** The step is recorded, and whoever waited hears of it. */
  recorded({ stimuli, consumed }: Taken, answers: readonly Answer[]): void {
    for (const attempt of consumed) this.known?.delete(attempt);
    this.givenUp = undefined;
    if (this.resolutions !== undefined) {
      for (const stimulus of stimuli) this.resolutions.delete(stimulus);
      if (this.resolutions.size === 0) this.resolutions = undefined;
    }
    this.answer(stimuli, answers);
  }

  answer(stimuli: readonly Stimulus[], answers: readonly Answer[]): void {
    if (this.hearers === undefined) return;
    for (const [index, stimulus] of stimuli.entries()) {
      const hearer = this.hearers.get(stimulus);
      const answer = answers[index];
      if (hearer === undefined || answer === undefined) continue;
      this.hearers.delete(stimulus);
      hearer.answered(answer);
    }
    if (this.hearers.size === 0) this.hearers = undefined;
  }

  /** Nobody will go on: what they asked for is taken back, if it is not being recorded. */
  failed(error: unknown): void {
    for (const [stimulus, hearer] of this.hearers ?? []) {
      if (hearer.failed === undefined) continue;
      this.hearers?.delete(stimulus);
      this.now = this.now.filter((other) => other !== stimulus);
      hearer.failed(error);
    }
    if (this.hearers?.size === 0) this.hearers = undefined;
  }

  /** The execution is gone: nobody will take anything in. */
  drop(): void {
    const { stimuli } = this.take(Number.POSITIVE_INFINITY);
    this.known = undefined;
    this.resolutions = undefined;
    const gone = stimuli.map((): Answer => ({ accepted: false, reason: "executionEnded" }));
    this.answer(stimuli, gone);
  }

  /**
   * Somebody else has gone on, and these resolutions are left: what was to be consumed without a
   * word is looked at anew, and so is the end of a Map Run that has been redriven.
   */
  keepResolutions(left: readonly Resolution[]): void {
    const there = new Map(left.map((resolution) => [resolution.attempt, resolution]));
    for (const [stimulus, { attempt, redrive }] of this.resolutions ?? []) {
      const resolution = there.get(attempt);
      if (resolution !== undefined && resolution.redrive === redrive) continue;
      this.resolutions?.delete(stimulus);
      if (redrive !== undefined) this.now = this.now.filter((other) => other !== stimulus);
    }
    this.consumed = [];
    this.known = new Set(this.attemptsTold());
  }

  private attemptsTold(): readonly AttemptId[] {
    return [...(this.resolutions?.values() ?? [])].map(({ attempt }) => attempt);
  }
}

/** What a stimulus is of. */
type Told = Pick<Resolution, "attempt" | "redrive">;

/** A record should not hold more: the rest is for the next one. */
const takenBytesMax = 262_144;

/** How many of the stimuli have so many bytes together; at least one. */
function countWithin(stimuli: readonly Stimulus[], bytesMax: number): number {
  let bytes = 0;
  for (let index = 0; index < stimuli.length; index++) {
    const stimulus = stimuli[index] as Stimulus;
    bytes += stimulusBytes;
    if ("output" in stimulus) bytes += roughSizeBytes(stimulus.output);
    if ("cause" in stimulus) bytes += stimulus.cause?.length ?? 0;
    if (bytes > bytesMax) return Math.max(1, index);
  }
  return stimuli.length;
}

/** The events that come of one. */
const stimulusBytes = 200;
