import { readDocument } from "../../lib/data/document.ts";
import type { Execution } from "../../lib/hosts/execution.ts";
import { isJsonObject, type JsonValue, ownValue } from "../../lib/language/json.ts";
import { readSource } from "../../lib/language/source.ts";
import type { ExecutionHistoryEvent } from "../../lib/testing/execution-view.ts";
import type { Paint } from "../terminal/colours.ts";

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
  const rows = history.map((event) => [
    String(event.id),
    `+${durationText(event.timestamp.getTime() - startDate.getTime())}`,
    event.type,
    aboutEvent(event),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map(([id = "", offset = "", type = "", about = ""]) => {
    const named = type.padEnd(widths[2] ?? 0);
    const isBad = /(?:Failed|TimedOut|Aborted)$/.test(type);
    return [
      paint("dim", id.padStart((widths[0] ?? 0) + 2)),
      paint("dim", offset.padStart(widths[1] ?? 0)),
      isBad ? paint("red", named) : named,
      about,
    ]
      .join("  ")
      .trimEnd();
  });
  return `\n${lines.join("\n")}`;
}

/** What tells one event from another: a state's name, an error, a Resource. */
function aboutEvent(event: ExecutionHistoryEvent): string {
  const details = Object.entries(event).find(([key]) => key.endsWith("EventDetails"))?.[1];
  if (typeof details !== "object" || details === null) return "";
  const { name, error, cause, resource, resourceType, index } = details as Record<string, unknown>;
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

function elapsedMs({ startDate, stopDate, now }: Execution): number {
  return (stopDate ?? now).getTime() - startDate.getTime();
}

/** `0 s`, `1.25 s`, `2 min 5 s`, `365 d`: the two largest units. */
function durationText(milliseconds: number): string {
  if (milliseconds < 60_000) return `${milliseconds / 1_000} s`;
  const seconds = Math.round(milliseconds / 1_000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
