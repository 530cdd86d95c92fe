import type { MaybePromise } from "../../core/maybe-promise.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import type { ExecutionMeta } from "../../engine/journal-port.ts";
import type { Clock, WakeQueue } from "../../engine/ports.ts";
import { executionFormat } from "../../engine/record-format.ts";
import type { AlarmClock } from "./alarm-clock.ts";
import type { MessageQueues } from "./message-queues.ts";
import { sweptMs } from "./sweep-times.ts";

/**
 * The engine's wake-ups as messages. While an execution is looked at, its alarm is held and rings
 * here: it may change with each record, and whoever dies before it is sent leaves the message that
 * asked for the look, which comes again.
 */
export class WakeUps implements WakeQueue {
  private readonly queues: MessageQueues;
  private readonly clock: Pick<Clock, "now">;
  private readonly bell: Bell;
  private readonly looks = new Map<string, Look>();

  constructor(queues: MessageQueues, clock: Pick<Clock, "now">, bell: Bell) {
    this.queues = queues;
    this.clock = clock;
    this.bell = bell;
  }

  send(arn: string, meta?: ExecutionMeta): MaybePromise<void> {
    const look = this.looks.get(arn);
    if (look !== undefined) look.isWoken = true;
    const written = meta && executionFormat.writeMeta(meta);
    const fits = written !== undefined && Buffer.byteLength(written) <= metaBytesMax;
    return this.queues.wake({ arn, ...this.hops(arn), ...(fits && { meta: written }) });
  }

  setAlarm(arn: string, at: number | undefined, isKept: boolean): MaybePromise<void> {
    const look = this.looks.get(arn);
    if (look === undefined) return this.sendAlarm(arn, at, isKept);
    look.alarm = at === undefined ? undefined : { at, isKept };
    this.bell.alarms.set(arn, at, () => this.bell.ring(arn));
  }

  /** Somebody looks at the execution, who was woken by a message with so many hops. */
  begin(arn: string, hops: number): void {
    const look = this.looks.get(arn);
    if (look !== undefined) look.lookers++;
    else this.looks.set(arn, { hops, lookers: 1, alarm: undefined, isWoken: false });
  }

  isLookedAt(arn: string): boolean {
    return this.looks.has(arn);
  }

  /** Nobody looks any more: the alarm is sent. Rejects if it could not be. */
  end(arn: string): MaybePromise<void> {
    const look = this.looks.get(arn);
    if (look === undefined || --look.lookers > 0) return;
    this.bell.alarms.set(arn, undefined, () => {});
    const { alarm, isWoken } = look;
    const hops = this.hops(arn);
    this.looks.delete(arn);
    // Whoever gets the wake-up that was sent since the last record comes in time.
    if (alarm === undefined || (isWoken && alarm.at <= this.clock.now())) return;
    return this.sendAlarm(arn, alarm.at, alarm.isKept, hops);
  }

  /** A record was won: whatever led to it was no hop too many. */
  recorded({ executionArn }: ExecutionInfo): void {
    const look = this.looks.get(executionArn);
    if (look === undefined) return;
    look.hops = -1;
    look.isWoken = false;
  }

  private sendAlarm(
    arn: string,
    at: number | undefined,
    isKept: boolean,
    hops = this.hops(arn),
  ): MaybePromise<void> {
    if (at === undefined) return;
    // The sweeper finds it in time, and sends it exactly.
    if (isKept && at > this.clock.now() + sweptMs) return;
    return this.queues.wake({ arn, at, ...hops });
  }

  /** One more than those that led here, or none if there was a record. */
  private hops(arn: string): { readonly hops?: number } {
    const look = this.looks.get(arn);
    return look === undefined || look.hops < 0 ? {} : { hops: look.hops + 1 };
  }
}

/** Looks at executions again that are looked at already. */
export interface Bell {
  readonly alarms: AlarmClock;
  ring(arn: string): void;
}

interface Look {
  /** Of the message; -1: a record was won since. */
  hops: number;
  lookers: number;
  alarm: { readonly at: number; readonly isKept: boolean } | undefined;
  /** A wake-up was sent since the last record. */
  isWoken: boolean;
}

/** More than META has in itself: a larger input is a value of its own. */
const metaBytesMax = 32_768;
