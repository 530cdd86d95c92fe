import type { Execution } from "stepwright";

/**
 * The history as it is recorded beside each example, one event a line. `npm run record` records
 * anew; the difference shows what changed in what the interpreter does.
 */
export function recorded({ history }: Pick<Execution, "history">): string {
  return `[\n${history.map((event) => JSON.stringify(event)).join(",\n")}\n]\n`;
}
