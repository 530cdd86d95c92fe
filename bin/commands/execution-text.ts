import { readDocument } from "../../lib/data/document.ts";
import type { Execution } from "../../lib/hosts/execution.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { eventDetails } from "../client/event-details.ts";
import type { Paint } from "../terminal/colours.ts";
import { durationText } from "../terminal/duration-text.ts";
import { eventColumns, eventLine, widthsOf } from "../terminal/event-text.ts";

/** An execution as people read it: how it ended, by what way, with what. */
export function executionText(execution: Execution, withHistory: boolean, paint: Paint): string {
  const { status, path, error, cause } = execution;
  const colour = status === "SUCCEEDED" ? "green" : "red";
  const sections = [
    `${paint("bold", paint(colour, status))} after ${durationText(elapsedMs(execution))}`,
    `${paint("dim", "path")}    ${pathText(path)}`,
  ];
  if (withHistory) sections.push(`${historyText(execution, paint)}\n`);
  if (error !== undefined) sections.push(`${paint("dim", "error")}   ${paint("red", error)}`);
  if (cause !== undefined) sections.push(`${paint("dim", "cause")}   ${cause}`);
  if (cause?.startsWith(nothingStands)) sections.push(paint("yellow", hint));
  const output = outputOf(execution);
  if (output !== undefined) sections.push(`${paint("dim", "output")}  ${indented(output)}`);
  return sections.join("\n");
}

const nothingStands = "nothing stands for the Task";
const hint = `hint    --tasks tasks.ts takes your functions: export one by the name of each Task`;

/** An execution as one JSON text, numbers as they were spelled. */
export function executionJson(execution: Execution, withHistory: boolean): string {
  const { status, error, cause, path, startDate, stopDate, history } = execution;
  const output = outputOf(execution);
  const result = { status, output, error, cause, path, startDate, stopDate };
  return JSON.stringify(withHistory ? { ...result, history } : result, null, 2);
}

/** From the history, where it is exact. */
function outputOf({ history }: Execution): JsonValue | undefined {
  const text = history.at(-1)?.executionSucceededEventDetails?.output;
  return typeof text === "string" ? readDocument(text) : undefined;
}

const pathShown = 24;

function pathText(path: readonly string[]): string {
  if (path.length <= pathShown) return path.join(" → ");
  const half = pathShown / 2;
  const left = path.length - pathShown;
  return [...path.slice(0, half), `… ${left} more …`, ...path.slice(-half)].join(" → ");
}

function indented(value: JsonValue): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n        ");
}

function historyText({ history, startDate }: Execution, paint: Paint): string {
  const rows = history.map((event) => {
    const { id, type, timestamp } = event;
    const timed = { id, type, atMs: timestamp.getTime(), details: eventDetails(event) };
    return eventColumns(timed, startDate.getTime());
  });
  const widths = widthsOf(rows);
  return `\n${rows.map((row) => eventLine(row, widths, paint)).join("\n")}`;
}

function elapsedMs({ startDate, stopDate, now }: Execution): number {
  return (stopDate ?? now).getTime() - startDate.getTime();
}
