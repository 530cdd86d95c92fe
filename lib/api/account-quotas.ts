import type { AccountUsage } from "../engine/account-usage-port.ts";
import { ApiError, type ServiceErrorType } from "./api-error.ts";

/** How many there may be. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export interface Quotas {
  /** In an account and region. */
  readonly stateMachines: number;
  /** In an account and region. */
  readonly activities: number;
  /** Standard executions in an account and region that have not ended. */
  readonly openExecutions: number;
  /** Workers that wait for a task of the same activity, in this process. */
  readonly activityPollers: number;
  /** Of a state machine. */
  readonly versions: number;
  /** Of a state machine. */
  readonly aliases: number;
  /** Of a state machine or an activity. */
  readonly tags: number;
}

/** What AWS grants if nobody asks for more. */
export const awsQuotas: Quotas = {
  stateMachines: 100_000,
  activities: 100_000,
  openExecutions: 1_000_000,
  activityPollers: 1_000,
  versions: 1_000,
  aliases: 100,
  tags: 50,
};

export interface AccountQuotasParts {
  readonly limits?: Partial<Quotas> | undefined;
  readonly usage: AccountUsage;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Holds accounts to their quotas. Where there is none, only those of single resources hold. */
export class AccountQuotas {
  readonly limits: Quotas;
  private readonly usage: AccountUsage;
  private readonly now: () => number;
  private readonly open = new Map<string, OpenExecutions>();
  private readonly polls = new Map<string, number>();

  constructor({ limits, usage, now }: AccountQuotasParts) {
    this.limits = { ...awsQuotas, ...limits };
    this.usage = usage;
    this.now = now;
  }

  /** Is there no room for one more? */
  async isFull(kind: "stateMachines" | "activities", owner: string): Promise<boolean> {
    return (await this.usage[kind](owner)) >= this.limits[kind];
  }

  /**
   * Is there no room for one more open execution? They are counted only now and then: whoever
   * starts one cannot wait for that.
   */
  async isFullOfExecutions(owner: string): Promise<boolean> {
    const now = this.now();
    const known = this.open.get(owner);
    const isFresh = known !== undefined && now - known.countedMs < recountMs;
    if (isFresh && known.atMost < this.limits.openExecutions) return false;
    const atMost = await this.usage.openExecutions(owner);
    this.open.set(owner, { atMost, countedMs: now });
    return atMost >= this.limits.openExecutions;
  }

  /** There is one more. */
  opened(owner: string): void {
    const known = this.open.get(owner);
    if (known !== undefined) this.open.set(owner, { ...known, atMost: known.atMost + 1 });
  }

  /** Waits for a task of the activity. Throws ActivityWorkerLimitExceeded. */
  async polling<T>(activityArn: string, poll: () => Promise<T>): Promise<T> {
    const others = this.polls.get(activityArn) ?? 0;
    if (others >= this.limits.activityPollers) throw quotaExceeded("ActivityWorkerLimitExceeded");
    this.polls.set(activityArn, others + 1);
    try {
      return await poll();
    } finally {
      const left = (this.polls.get(activityArn) ?? 1) - 1;
      if (left > 0) this.polls.set(activityArn, left);
      else this.polls.delete(activityArn);
    }
  }
}

interface OpenExecutions {
  /** Those that were counted, and all that were started since, ended or not. */
  readonly atMost: number;
  readonly countedMs: number;
}

const recountMs = 60_000;

/** The quotas that hold for single resources, too. */
export function quotasOf({ quotas }: { readonly quotas?: AccountQuotas | undefined }): Quotas {
  return quotas?.limits ?? awsQuotas;
}

type QuotaErrorType = Extract<ServiceErrorType, `${string}LimitExceeded`>;

/** In the words of the API's model. */
const quotaMessages: { readonly [T in QuotaErrorType]: string } = {
  ActivityLimitExceeded:
    "The maximum number of activities has been reached. Existing activities must be deleted before a new activity can be created.",
  ActivityWorkerLimitExceeded:
    "The maximum number of workers concurrently polling for activity tasks has been reached.",
  ExecutionLimitExceeded:
    "The maximum number of running executions has been reached. Running executions must end or be stopped before a new execution can be started.",
  StateMachineLimitExceeded:
    "The maximum number of state machines has been reached. Existing state machines must be deleted before a new state machine can be created.",
};

export function quotaExceeded(errorType: QuotaErrorType): ApiError {
  return new ApiError(errorType, quotaMessages[errorType]);
}
