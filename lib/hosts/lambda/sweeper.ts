import type { DueEntry, Journal } from "../../engine/journal-port.ts";
import { runtimeMetrics } from "../environment/metrics.ts";
import { tableSchema } from "../environment/table-schema.ts";
import type { FunctionContext } from "./function-events.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";
import type { MetricLines } from "./metric-lines.ts";
import { overdueMs, sweepAheadMs, sweepEveryMs } from "./sweep-times.ts";

/** Of a schedule, or of the table's stream. */
export interface SweeperEvent {
  readonly Records?: readonly StreamRecord[];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export interface StreamRecord {
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly Keys: { readonly [name: string]: { readonly S?: string } };
  };
}

function arnOf({ dynamodb }: StreamRecord): string {
  return dynamodb.Keys[tableSchema.partitionKey.name]?.S ?? "";
}

/** As much of a journal as the sweeper reads. */
type DueIndex = Pick<Journal, "due">;

/**
 * Goes through what is due, once a minute: what is overdue is woken, since its wake-up was lost or
 * whoever had it in hand has died; what falls due soon gets a wake-up for that very instant, since
 * no queue delays for longer than 15 minutes.
 */
export class Sweeper {
  private readonly world: LambdaWorld;
  private readonly metrics: MetricLines;
  /** Deletes what belonged to an execution or Map Run that has expired. */
  private readonly forget: (arn: string) => Promise<void>;
  /** Up to here exact wake-ups were sent by this process. */
  private sentUntilMs = Number.NEGATIVE_INFINITY;

  constructor(world: LambdaWorld, metrics: MetricLines, forget: (arn: string) => Promise<void>) {
    this.world = world;
    this.metrics = metrics;
    this.forget = forget;
  }

  async handle({ Records }: SweeperEvent, context: FunctionContext): Promise<object> {
    if (Records !== undefined) return this.forgetExpired(Records);
    await this.sweep(context);
    return {};
  }

  /**
   * META has expired: what belonged to it goes, too. Answers what must come again, which the stream
   * does from there on.
   */
  private async forgetExpired(records: readonly StreamRecord[]): Promise<object> {
    const arns = new Map(records.map((record) => [arnOf(record), record]));
    const failures: { readonly itemIdentifier: string }[] = [];
    for (const [arn, { dynamodb }] of arns) {
      try {
        await this.forget(arn);
      } catch (error) {
        this.world.parts.log.error("not forgotten", { arn, ...faultFields(error) });
        failures.push({ itemIdentifier: dynamodb.SequenceNumber });
      }
    }
    return { batchItemFailures: failures };
  }

  async sweep(context: FunctionContext): Promise<void> {
    const { invocation, parts } = this.world;
    invocation.begin(context);
    const { journal, mapRunJournal } = parts.stores;
    const untilMs = parts.clock.now() + sweepAheadMs;
    const done = [
      await this.sweepIndex(journal, untilMs),
      await this.sweepIndex(mapRunJournal, untilMs),
    ];
    if (done.every(Boolean)) this.sentUntilMs = untilMs;
    else parts.log.warn("a sweep could not see everything that is due: the next one goes on");
    await this.world.rest();
  }

  /** Answers whether it has seen everything. */
  private async sweepIndex(index: DueIndex, beforeMs: number): Promise<boolean> {
    const { invocation } = this.world;
    for (let after: DueEntry | undefined; ; ) {
      const page = await index.due({ beforeMs, after, limit: pageSize });
      await Promise.all(page.map((entry) => this.wake(entry)));
      after = page.at(-1);
      if (after === undefined || page.length < pageSize) return true;
      if (invocation.leftMs < closingMs) return false;
    }
  }

  private async wake({ arn, dueMs }: DueEntry): Promise<void> {
    const { clock, queues } = this.world.parts;
    const now = clock.now();
    if (dueMs > now) {
      if (dueMs > this.sentUntilMs) await queues.wake({ arn, at: dueMs });
    } else if (isForgotten(now - dueMs)) {
      this.metrics.count(runtimeMetrics.overdue);
      await queues.wake({ arn });
    }
  }
}

/**
 * Is it time to wake again what is overdue? Less and less often: it may wait in a long queue, which
 * must not grow by being long.
 */
function isForgotten(lateMs: number): boolean {
  if (lateMs < overdueMs) return false;
  const sweeps = Math.floor(lateMs / sweepEveryMs);
  return sweeps < 4 || sweeps % 2 ** (Math.floor(Math.log2(sweeps)) - 2) === 0;
}

const pageSize = 100;
const closingMs = 10_000;
