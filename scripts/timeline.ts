import type { Execution } from "stepwright";
import type { Paint } from "../bin/terminal/colours.ts";

/** What a state's Task came to, and when. */
interface Attempt {
  readonly state: string;
  readonly seconds: number;
  readonly error: string | undefined;
}

const columns = 44;

/** One row a state: a mark for each attempt's end, at its place in time. */
export function timeline({ history, startDate }: Execution, paint: Paint): string {
  const attempts = attemptsOf(history, startDate.getTime());
  const end = Math.max(1, ...attempts.map(({ seconds }) => seconds));
  const column = (seconds: number): number => Math.round((seconds / end) * (columns - 1));
  const states = [...new Set(attempts.map(({ state }) => state))];
  const width = Math.max(...states.map(({ length }) => length));
  const rows = states.map((state) => {
    const own = attempts.filter((attempt) => attempt.state === state);
    const from = column(own[0]?.seconds ?? 0);
    const to = column(own.at(-1)?.seconds ?? 0);
    const marks = Array.from({ length: to - from + 1 }, () => paint("dim", "━"));
    for (const { seconds, error } of own) {
      marks[column(seconds) - from] = error ? paint("red", "✗") : paint("green", "✓");
    }
    return `${state.padEnd(width)}  ${" ".repeat(from)}${marks.join("")}`;
  });
  return [...rows, `${" ".repeat(width)}  ${axis(attempts, column, paint)}`].join("\n");
}

function attemptsOf(history: Execution["history"], startMs: number): Attempt[] {
  const states = new Map<number, string>();
  return history.flatMap((event) => {
    const { id, previousEventId, type, timestamp } = event;
    const entered = event.stateEnteredEventDetails?.name;
    const state = String(entered ?? states.get(previousEventId) ?? "");
    states.set(id, state);
    if (!/^(Task|LambdaFunction)(Succeeded|Failed|TimedOut)$/.test(type)) return [];
    const error = event.lambdaFunctionFailedEventDetails?.error;
    const seconds = (timestamp.getTime() - startMs) / 1_000;
    return [{ state, seconds, error: error === undefined ? undefined : String(error) }];
  });
}

/** The instants of the attempts, as far as they have room. */
function axis(
  attempts: readonly Attempt[],
  column: (seconds: number) => number,
  paint: Paint,
): string {
  let line = "";
  for (const seconds of new Set(attempts.map((attempt) => attempt.seconds))) {
    const at = column(seconds);
    if (at < line.length) continue;
    line = `${line.padEnd(at)}${seconds} s `;
  }
  return paint("dim", line.trimEnd());
}
