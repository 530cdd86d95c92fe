import type { Paint } from "../terminal/colours.ts";
import { durationText } from "../terminal/duration-text.ts";
import { isRunning, type Thread, type Visit, type VisitStatus } from "./visit.ts";

export interface TreeOptions {
  readonly nowMs: number;
  /** Counts the drawings, so that what runs is seen to move. */
  readonly tick: number;
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

/** The states that were entered as lines: those inside a Parallel or Map stand below it. */
export function stateTree(root: Thread, options: TreeOptions): string[] {
  const all = threadRows(root, 0);
  const left = all.length > options.rows ? all.length - options.rows + 1 : 0;
  const rows = all.slice(left);
  const nameMax = Math.max(8, Math.min(50, options.columns - 30));
  const nameWidth = Math.min(nameMax, Math.max(0, ...rows.map((row) => nameOf(row).length)));
  const lines = rows.map((row) => rowLine(row, nameWidth, options));
  if (left === 0) return lines;
  return [options.paint("dim", `  … ${left} more before`), ...lines];
}

interface Row {
  readonly visit: Visit;
  readonly depth: number;
}

/** Of a Map's iterations, so many are shown. */
const iterationsShown = 5;

function threadRows({ visits }: Thread, depth: number): Row[] {
  return visits.flatMap((visit) => [{ visit, depth }, ...insideRows(visit, depth + 1)]);
}

/** All of a Parallel; of a Map where its unfinished iterations are. */
function insideRows({ type, threads }: Visit, depth: number): Row[] {
  if (type !== "Map") return threads.flatMap((thread) => threadRows(thread, depth));
  return threads
    .filter((thread) => !thread.hasEnded || thread.visits.at(-1)?.status === "failed")
    .slice(0, iterationsShown)
    .flatMap(({ visits }) => visits.slice(-1))
    .flatMap((visit) => [{ visit, depth }, ...insideRows(visit, depth + 1)]);
}

function rowLine({ visit, depth }: Row, nameWidth: number, options: TreeOptions): string {
  const { nowMs, tick, columns, paint } = options;
  const [symbol, colour] = marks[visit.status];
  const mark = visit.status === "running" ? (spinner[tick % spinner.length] ?? symbol) : symbol;
  const name = shortened(nameOf({ visit, depth }), nameWidth).padEnd(nameWidth);
  const duration = durationOf(visit, nowMs).padStart(durationWidth);
  const note = shortened(noteOf(visit), columns - nameWidth - durationWidth - 9);
  const line = `  ${paint(colour, mark)} ${name}  ${paint("dim", duration)}`;
  return note === "" ? line : `${line}  ${paint(visit.error ? colour : "dim", note)}`;
}

const durationWidth = 9;
const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const marks: {
  readonly [Status in VisitStatus]: readonly [string, "green" | "cyan" | "red" | "yellow"];
} = {
  running: ["·", "cyan"],
  succeeded: ["✓", "green"],
  caught: ["!", "yellow"],
  failed: ["✗", "red"],
  aborted: ["✗", "yellow"],
  timedOut: ["✗", "red"],
};

function nameOf({ visit, depth }: Row): string {
  const { index } = visit.thread;
  const item = index === undefined ? "" : `[${index}] `;
  return `${"  ".repeat(depth)}${item}${visit.name}`;
}

/** Tenths of a second while it runs: they are read as they pass. */
function durationOf(visit: Visit, nowMs: number): string {
  if (!isRunning(visit)) return durationText((visit.leftMs ?? nowMs) - visit.enteredMs);
  return durationText(Math.max(0, Math.floor((nowMs - visit.enteredMs) / 100) * 100));
}

function noteOf({ status, attempts, error, waitsFor, items }: Visit): string {
  return [
    items && `${items.succeeded} of ${items.total} items`,
    attempts > 1 && `attempt ${attempts}`,
    status === "aborted" && "aborted",
    status === "timedOut" && "timed out",
    status === "caught" && `caught ${error}`,
    status === "failed" && error,
    status === "running" && error && `after ${error}`,
    waitsFor,
  ]
    .filter(Boolean)
    .join(", ");
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}
