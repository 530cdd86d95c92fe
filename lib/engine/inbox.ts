import type { AttemptId } from "../core/command.ts";
import type { Answer, Stimulus } from "../core/stimulus.ts";

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
  private answers: Map<Stimulus, (answer: Answer) => void> | undefined;

  get isEmpty(): boolean {
    return this.now.length === 0 && this.later.length === 0 && this.consumed.length === 0;
  }

  /** Does somebody wait to hear what became of it? */
  get hasCallers(): boolean {
    return this.answers !== undefined;
  }

  offer(stimulus: Stimulus, answered?: (answer: Answer) => void): void {
    this.now.push(stimulus);
    if (answered === undefined) return;
    this.answers ??= new Map();
    this.answers.set(stimulus, answered);
  }

  /** To be told with the next step that there is, before all else. */
  offerEarly(stimulus: Stimulus): void {
    this.early.push(stimulus);
  }

  /** To be told behind all else. */
  offerLater(stimulus: Stimulus): void {
    this.later.push(stimulus);
  }

  /** The attempt's resolution is taken in by the next step. */
  consume(attempt: AttemptId): void {
    this.known ??= new Set();
    this.known.add(attempt);
    this.consumed = [...this.consumed, attempt];
  }

  hasResolution(attempt: AttemptId): boolean {
    return this.known?.has(attempt) ?? false;
  }

  take(): Taken {
    const { early, now, later, consumed } = this;
    this.now = [];
    if (consumed.length > 0) this.consumed = [];
    if (early.length === 0 && later.length === 0) return { stimuli: now, consumed };
    this.early = [];
    this.later = [];
    return { stimuli: [...early, ...now, ...later], consumed };
  }

  /** The step came to nothing. */
  putBack({ stimuli, consumed }: Taken): void {
    this.now = [...stimuli, ...this.now];
    this.consumed = [...consumed, ...this.consumed];
  }

  /** The step is recorded, and whoever waited hears of it. */
  recorded({ stimuli, consumed }: Taken, answers: readonly Answer[]): void {
    for (const attempt of consumed) this.known?.delete(attempt);
    this.answer(stimuli, answers);
  }

  answer(stimuli: readonly Stimulus[], answers: readonly Answer[]): void {
    if (this.answers === undefined) return;
    for (const [index, stimulus] of stimuli.entries()) {
      const answered = this.answers.get(stimulus);
      const answer = answers[index];
      if (answered === undefined || answer === undefined) continue;
      this.answers.delete(stimulus);
      answered(answer);
    }
    if (this.answers.size === 0) this.answers = undefined;
  }

  /** The execution is gone: nobody will take anything in. */
  drop(): void {
    const { stimuli } = this.take();
    this.known = undefined;
    const gone = stimuli.map((): Answer => ({ accepted: false, reason: "executionEnded" }));
    this.answer(stimuli, gone);
  }

  /** Somebody else has taken in all but these resolutions. */
  keepResolutions(there: ReadonlySet<AttemptId>): void {
    this.consumed = this.consumed.filter((attempt) => there.has(attempt));
    this.known = new Set(this.consumed);
  }
}
