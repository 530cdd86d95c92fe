import type { FaultHits } from "../faults.ts";
import type { Random } from "../random.ts";
import type { Scenario } from "../scenario.ts";

/** Where a sandbox of the simulated cloud meets the outside, and where the cloud meets it. */
export type AwsBoundary = keyof typeof awsFaultsAt;

export type AwsFault =
  /** The sandbox is killed, and it was not done. */
  | "before"
  /** An error of the service: not done. */
  | "refused"
  /** Throttled for a while: so are those that follow. */
  | "throttled"
  /** Done, and the sandbox hears that it failed. */
  | "lied"
  /** Never answered; done, or not. */
  | "hung"
  /** Done, and the sandbox is killed before it hears so. */
  | "after"
  /** Takes its time: others are faster. */
  | "delayed"
  /** A message that nobody ever gets. */
  | "lost"
  /** A message that arrives more than once. */
  | "twice"
  /** The sandbox is killed at some instant of its invocation. */
  | "killed"
  /** The messages come again while they are still worked on. */
  | "redelivered"
  /** Nobody is invoked: the messages come again. */
  | "notInvoked"
  /** Indexes stay behind the table for a while. */
  | "stale";

const always = ["before", "refused", "throttled", "lied", "hung", "after", "delayed"] as const;
const invocations = ["killed", "redelivered", "notInvoked"] as const;

export const awsFaultsAt = {
  "dynamodb.putItem": [...always, "stale"],
  "dynamodb.updateItem": [...always, "stale"],
  "dynamodb.deleteItem": always,
  "dynamodb.getItem": always,
  "dynamodb.batchGetItem": always,
  "dynamodb.query": always,
  "s3.putObject": always,
  "s3.getObject": always,
  "sqs.sendMessageBatch": [...always, "lost", "twice"],
  "sqs.deleteMessageBatch": always,
  "lambda.interpreter": invocations,
  "lambda.task-runner": invocations,
  "lambda.dead-letters": invocations,
  "lambda.sweeper": ["killed", "notInvoked"],
  "lambda.api": ["killed"],
  "invoker.invoke": always,
  "invoker.cancel": always,
  "mapData.read": always,
  "mapData.write": always,
} as const satisfies { readonly [boundary: string]: readonly AwsFault[] };

/** Says which calls go wrong, and how. */
export interface AwsFaultPlan {
  readonly isFaulty: boolean;
  next(boundary: AwsBoundary): AwsFault | undefined;
}

export const noAwsFaults: AwsFaultPlan = { isFaulty: false, next: () => undefined };

/** Any call may go wrong, up to so many of them. */
export class RandomAwsFaults implements AwsFaultPlan {
  readonly isFaulty = true;
  private readonly random: Random;
  private readonly rate: number;
  private left: number;
  /** The next call there is more likely to go wrong than others are. */
  private aim: AwsBoundary | undefined;

  /** @param aims boundaries that hardly anything else meets */
  constructor(random: Random, aims: readonly AwsBoundary[] = [], faultsMax = 6) {
    this.random = random;
    this.rate = random.pick([0.01, 0.05, 0.2]);
    this.left = 1 + random.below(faultsMax);
    const [first, ...more] = aims;
    if (first !== undefined && random.chance(0.75)) this.aim = random.pick([first, ...more]);
  }

  next(boundary: AwsBoundary): AwsFault | undefined {
    if (boundary === this.aim && this.random.chance(0.8)) {
      this.aim = undefined;
      return this.random.pick(awsFaultsAt[boundary] as readonly [AwsFault, ...AwsFault[]]);
    }
    const rate = rareBoundaries.test(boundary) ? 5 * this.rate : this.rate;
    if (this.left === 0 || !this.random.chance(rate)) return undefined;
    this.left--;
    return this.random.pick(awsFaultsAt[boundary] as readonly [AwsFault, ...AwsFault[]]);
  }
}

/** The boundaries that few scenarios meet besides this one. */
export function aimsOf({ items, copies }: Scenario): readonly AwsBoundary[] {
  if (items !== undefined) return [...Array(3).fill("mapData.write"), "mapData.read"];
  return copies === undefined ? [] : ["sqs.deleteMessageBatch"];
}

/** What is called seldom goes wrong more often. */
const rareBoundaries =
  /^(lambda|mapData|s3)\.|batchGetItem$|deleteItem$|deleteMessageBatch$|cancel$/;

/** Every fault of every boundary, as hits are counted. */
const everyAwsHit: readonly string[] = [
  ...Object.entries(awsFaultsAt).flatMap(([boundary, faults]) =>
    faults.map((fault) => `${boundary} ${fault}`),
  ),
  "a clock is ahead",
  "a clock is behind",
  "a newer format is met",
];

export function missedOf(hits: FaultHits, minimum: number): readonly string[] {
  return everyAwsHit.filter((name) => (hits.counts.get(name) ?? 0) < minimum);
}
