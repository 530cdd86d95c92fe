import type { AttemptId, RunTask } from "../core/command.ts";

/** The attempts of an execution that this process performs, or will when there is a slot. */
export class AttemptsInHand {
  private attempts: Set<AttemptId> | undefined;
  private answered: Set<AttemptId> | undefined;
  private renewals: RunTask[] | undefined;
  private postponed: RunTask[] | undefined;

  get isEmpty(): boolean {
    return this.attempts === undefined || this.attempts.size === 0;
  }

  has(attempt: AttemptId): boolean {
    return this.attempts?.has(attempt) ?? false;
  }

  take(attempt: AttemptId): void {
    this.attempts ??= new Set();
    this.attempts.add(attempt);
  }

  letGo(attempt: AttemptId): void {
    this.attempts?.delete(attempt);
  }

  /** This process has performed it. Nobody asks where the journal is this process's alone. */
  replied(attempt: AttemptId): void {
    this.answered ??= new Set();
    this.answered.add(attempt);
  }

  hasReply(attempt: AttemptId): boolean {
    return this.answered?.has(attempt) ?? false;
  }

  /** Must a record be won before an attempt is performed? */
  get mustRenew(): boolean {
    return this.renewals !== undefined;
  }

  /** To be performed once another record shows that nobody else has taken it over. */
  renew(task: RunTask): void {
    this.renewals ??= [];
    this.renewals.push(task);
  }

  takeRenewals(): readonly RunTask[] {
    const { renewals = none } = this;
    this.renewals = undefined;
    return renewals;
  }

  /** To be performed when the execution is looked at again. */
  postpone(task: RunTask): void {
    this.postponed ??= [];
    this.postponed.push(task);
  }

  takePostponed(): readonly RunTask[] {
    const { postponed = none } = this;
    this.postponed = undefined;
    return postponed;
  }

  /** Others have recorded: what they have not left to this process is not performed by it. */
  keepLeft(isLeft: (attempt: AttemptId) => boolean): void {
    const renewals = this.takeRenewals();
    const postponed = this.takePostponed();
    for (const task of renewals) {
      if (isLeft(task.attempt)) this.renew(task);
      else this.letGo(task.attempt);
    }
    for (const task of postponed) {
      if (isLeft(task.attempt)) this.postpone(task);
      else this.letGo(task.attempt);
    }
  }
}

const none: readonly RunTask[] = [];
