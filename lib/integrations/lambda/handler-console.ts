import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";

export type ConsoleLevel = "trace" | "debug" | "log" | "info" | "warn" | "error";

/** Takes what is printed, one call of `console` at a time. */
export type ConsolePrinter = (level: ConsoleLevel, text: string) => void;

/**
 * Runs the work, and whatever it starts, with `console` going to the printer. What others print
 * meanwhile goes where it always went.
 */
export function withConsole<T>(print: ConsolePrinter, work: () => T): T {
  install();
  return printers.run(print, work);
}

const printers = new AsyncLocalStorage<ConsolePrinter>();
const levels: readonly ConsoleLevel[] = ["trace", "debug", "log", "info", "warn", "error"];
let installed = false;

function install(): void {
  if (installed) return;
  installed = true;
  for (const level of levels) {
    const original = console[level].bind(console);
    console[level] = (...parts: unknown[]) => {
      const print = printers.getStore();
      if (print === undefined) original(...parts);
      else print(level, format(...parts));
    };
  }
}
