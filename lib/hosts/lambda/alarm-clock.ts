/** Calls at an instant, unless it is taken back. Answers how to take it back. */
export type SetTimer = (milliseconds: number, act: () => void) => () => void;

/**
 * Rings for executions while they are looked at: a Task that is being performed here may take
 * longer than it may, and a Wait beside it may end.
 */
export class AlarmClock {
  private readonly now: () => number;
  private readonly setTimer: SetTimer;
  private readonly alarms = new Map<string, Alarm>();

  constructor(now: () => number, setTimer: SetTimer) {
    this.now = now;
    this.setTimer = setTimer;
  }

  /** In the place of the alarm that was set before; undefined: there is none any more. */
  set(arn: string, at: number | undefined, ring: () => void): void {
    if (this.alarms.get(arn)?.at === at) return;
    this.alarms.get(arn)?.cancel();
    this.alarms.delete(arn);
    if (at === undefined) return;
    const milliseconds = at - this.now();
    // Longer than any invocation: whoever is woken then looks.
    if (milliseconds > millisecondsMax) return;
    const cancel = this.setTimer(Math.max(0, milliseconds), () => {
      this.alarms.delete(arn);
      ring();
    });
    this.alarms.set(arn, { at, cancel });
  }
}

interface Alarm {
  readonly at: number;
  readonly cancel: () => void;
}

const millisecondsMax = 900_000;
