/**
 * Knows whether anything is under way: calls of ports that have not answered. What computes without
 * waiting for a port has ended when a turn of the event loop has.
 */
export class Activity {
  /** Calls that have not been answered. */
  private calls = 0;
  private readonly turn: () => Promise<void>;
  private waiting: Set<() => void> = new Set();
  private turning = false;

  /** `turn` resolves when all that was ready to run has run. */
  constructor(turn: () => Promise<void> = nextTurn) {
    this.turn = turn;
  }

  /** The same port; its calls count as under way until they are answered. */
  tracked<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...parameters: unknown[]) => this.track(member.apply(target, parameters));
      },
    });
  }

  /** Counts as under way until it has resolved. */
  during(work: Promise<void>): void {
    this.track(work);
  }

  /** Resolves when `isOver` says so, or nothing is under way any more. */
  async until(isOver: () => boolean): Promise<void> {
    for (;;) {
      await this.turn();
      if (isOver() || this.calls === 0) return;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** Resolves when nothing is under way any more. */
  quiet(): Promise<void> {
    return this.until(() => false);
  }

  private track(answer: unknown): unknown {
    if (!(answer instanceof Promise)) return answer;
    this.calls++;
    return answer.finally(() => {
      this.calls--;
      void this.changed();
    });
  }

  /** Whoever waits looks again, once for all that was answered in one turn. */
  private async changed(): Promise<void> {
    if (this.turning) return;
    this.turning = true;
    await this.turn();
    this.turning = false;
    const { waiting } = this;
    this.waiting = new Set();
    for (const look of waiting) look();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
