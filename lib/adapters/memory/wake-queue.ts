import type { WakeQueue } from "../../engine/ports.ts";

/** Wake-ups in memory. Whoever runs the engine takes them out, with the clock of its choice. */
export class MemoryWakeQueue implements WakeQueue {
  /** Called when a wake-up has arrived: somebody may be waiting for one. */
  arrived: (() => void) | undefined;
  // Made when first needed: most executions of a test end without ever being woken.
  private ready: Set<string> | undefined;
  private alarms: Map<string, Alarm> | undefined;
  /** A binary heap by instant, then by age; alarms that were replaced are dropped when met. */
  private readonly heap: Alarm[] = [];
  private alarmsSet = 0;

  send(executionArn: string): void {
    this.ready ??= new Set();
    this.ready.add(executionArn);
    this.arrived?.();
  }

  setAlarm(executionArn: string, at: number | undefined, _isKept = false): void {
    if (at === undefined) {
      this.alarms?.delete(executionArn);
      return;
    }
    const alarm = { executionArn, at, order: this.alarmsSet++ };
    this.alarms ??= new Map();
    this.alarms.set(executionArn, alarm);
    push(this.heap, alarm);
    this.arrived?.();
  }

  /** An execution to look at now: one that was sent for, else the earliest whose alarm is due. */
  take(now: number): string | undefined {
    for (const executionArn of this.ready ?? []) {
      this.ready?.delete(executionArn);
      return executionArn;
    }
    const alarm = this.earliest();
    if (alarm === undefined || alarm.at > now) return undefined;
    this.alarms?.delete(alarm.executionArn);
    return alarm.executionArn;
  }

  /** The instant of the earliest alarm. */
  nextAlarm(): number | undefined {
    return this.earliest()?.at;
  }

  private earliest(): Alarm | undefined {
    for (;;) {
      const alarm = this.heap[0];
      if (alarm === undefined || this.alarms?.get(alarm.executionArn) === alarm) return alarm;
      pop(this.heap);
    }
  }
}

interface Alarm {
  readonly executionArn: string;
  readonly at: number;
  readonly order: number;
}

function isBefore(left: Alarm, right: Alarm): boolean {
  return left.at === right.at ? left.order < right.order : left.at < right.at;
}

function push(heap: Alarm[], alarm: Alarm): void {
  let at = heap.length;
  heap.push(alarm);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(alarm, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = alarm;
}

function pop(heap: Alarm[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const child = smallerChild(heap, at);
    const alarm = heap[child];
    if (alarm === undefined || !isBefore(alarm, last)) break;
    heap[at] = alarm;
    at = child;
  }
  heap[at] = last;
}

function smallerChild(heap: readonly Alarm[], at: number): number {
  const left = 2 * at + 1;
  const [first, second] = [heap[left], heap[left + 1]];
  return first !== undefined && second !== undefined && isBefore(second, first) ? left + 1 : left;
}
