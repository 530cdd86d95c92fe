import { isJsonObject, ownValue } from "../../lib/language/json.ts";
import { readSource } from "../../lib/language/source.ts";
import type { Paint } from "./colours.ts";
import { durationText } from "./duration-text.ts";

/** An event of a history, its instant in milliseconds. */
export interface TimedEvent {
  readonly id: number;
  readonly type: string;
  readonly atMs: number;
  readonly details: { readonly [field: string]: unknown };
}

/** The columns of an event in a timeline: number, offset, type, what tells it from another. */
export function eventColumns({ id, type, atMs, details }: TimedEvent, startedMs: number): Columns {
  return [String(id), `+${durationText(atMs - startedMs)}`, type, aboutEvent(details)];
}

type Columns = readonly [string, string, string, string];
export type ColumnWidths = readonly [number, number, number];

/** How wide the columns of these rows are. */
export function widthsOf(rows: readonly Columns[]): ColumnWidths {
  const widest = (column: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[column].length));
  return [widest(0), widest(1), widest(2)];
}

export function eventLine(
  [id, offset, type, about]: Columns,
  [idWidth, offsetWidth, typeWidth]: ColumnWidths,
  paint: Paint,
): string {
  const named = type.padEnd(typeWidth);
  const columns = [
    paint("dim", id.padStart(idWidth + 2)),
    paint("dim", offset.padStart(offsetWidth)),
    isBad.test(type) ? paint("red", named) : named,
    about,
  ];
  return columns.join("  ").trimEnd();
}

const isBad = /(?:Failed|TimedOut|Aborted)$/;

/** A state's name, an error, a Resource. */
function aboutEvent(details: TimedEvent["details"]): string {
  const { name, error, cause, resource, resourceType, index } = details;
  if (error !== undefined) return oneLine([error, causeText(cause)].filter(Boolean).join(": "));
  if (name !== undefined) return index === undefined ? `${name}` : `${name}, item ${index}`;
  return [resourceType, resource].filter((part) => part !== undefined).join(":");
}

/** Of a Lambda function's cause, which is JSON, the message. */
function causeText(cause: unknown): string {
  const { value } = readSource(String(cause ?? ""), { format: "json" });
  const message = isJsonObject(value) ? ownValue(value, "errorMessage") : undefined;
  return typeof message === "string" ? message : String(cause ?? "");
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > lineMax ? `${line.slice(0, lineMax)}…` : line;
}

const lineMax = 72;
