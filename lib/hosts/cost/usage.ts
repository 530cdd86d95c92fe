/** What an execution does that somebody takes money for; its child executions are in it. */
export interface Usage {
  /** The execution itself, and the child executions of its distributed Maps. */
  readonly executions: number;
  readonly mapRuns: number;
  /** States entered. */
  readonly states: number;
  /** Tries after the first. */
  readonly retries: number;
  /** Tries of Tasks that somebody calls and waits for: all but activities. */
  readonly calls: number;
  /** Tries that are answered from outside: callbacks, jobs (`.sync`), activities. */
  readonly answers: number;
  /** Wait states. */
  readonly waits: number;
}

export const noUsage: Usage = {
  executions: 0,
  mapRuns: 0,
  states: 0,
  retries: 0,
  calls: 0,
  answers: 0,
  waits: 0,
};

export function sum(usages: Iterable<Usage>): Usage {
  let total = noUsage;
  for (const usage of usages) {
    total = combine((name) => total[name] + usage[name]);
  }
  return total;
}

export function times(usage: Usage, count: number): Usage {
  return combine((name) => usage[name] * count);
}

function combine(value: (name: keyof Usage) => number): Usage {
  const names = Object.keys(noUsage) as (keyof Usage)[];
  return Object.fromEntries(names.map((name) => [name, value(name)])) as unknown as Usage;
}
