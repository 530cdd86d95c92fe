import { DocumentError, readDocument } from "../../lib/data/document.ts";
import type { Paint } from "../terminal/colours.ts";
import { durationText } from "../terminal/duration-text.ts";
import type { ExecutionDescription } from "./operations.ts";

/** An execution as people read it: what became of it, when, with what. */
export function describeText(execution: ExecutionDescription, paint: Paint): string {
  const { executionArn, startDate, stopDate, redriveCount = 0, redriveDate } = execution;
  const { input, output, error, cause } = execution;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["execution", executionArn],
    ["started", isoInstant(startDate)],
    ["redriven", redriveCount > 0 ? redriveText(redriveCount, redriveDate) : undefined],
    ["stopped", stopDate === undefined ? undefined : isoInstant(stopDate)],
    ["input", input === undefined ? undefined : indented(input)],
    ["error", error === undefined ? undefined : paint("red", error)],
    ["cause", cause],
    ["output", output === undefined ? undefined : indented(output)],
  ];
  const lines = fields.flatMap(([label, text]) =>
    text === undefined ? [] : [`${paint("dim", label.padEnd(labelWidth))}${text}`],
  );
  return [statusText(execution, paint), ...lines].join("\n");
}

/** `SUCCEEDED after 2 s` */
export function statusText(
  { status, startDate, stopDate }: Pick<ExecutionDescription, "status" | "startDate" | "stopDate">,
  paint: Paint,
): string {
  const elapsedMs = Math.max(0, (stopDate ?? Date.now() / 1_000) - startDate) * 1_000;
  const when = stopDate === undefined ? "for" : "after";
  const exact = stopDate === undefined ? Math.floor(elapsedMs / 1_000) * 1_000 : elapsedMs;
  const colour = colours[status] ?? "red";
  return `${paint("bold", paint(colour, status))} ${when} ${durationText(exact)}`;
}

/** An answer of the API as JSON, its instants in ISO 8601. */
export function answerJson(answer: object, space?: number): string {
  return JSON.stringify(
    answer,
    (key, value) =>
      typeof value === "number" && /(?:^timestamp|Date)$/.test(key) ? isoInstant(value) : value,
    space,
  );
}

/** Of seconds since 1970. */
export function isoInstant(seconds: number): string {
  return new Date(Math.round(seconds * 1_000)).toISOString();
}

const colours: { readonly [status: string]: "green" | "cyan" } = {
  SUCCEEDED: "green",
  RUNNING: "cyan",
  PENDING_REDRIVE: "cyan",
};
const labelWidth = 11;
const lineMax = 68;

function redriveText(count: number, date: number | undefined): string {
  const times = count === 1 ? "once" : `${count} times`;
  return date === undefined ? times : `${times}, last ${isoInstant(date)}`;
}

/** A document's text: in a line, if it is a short one. */
function indented(text: string): string {
  return laidOut(text).replaceAll("\n", `\n${" ".repeat(labelWidth)}`);
}

function laidOut(text: string): string {
  try {
    const value = readDocument(text);
    const line = JSON.stringify(value);
    return line.length <= lineMax ? line : JSON.stringify(value, null, 2);
  } catch (error) {
    if (error instanceof DocumentError) return text;
    throw error;
  }
}
