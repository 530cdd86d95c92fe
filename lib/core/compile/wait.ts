import { plainNumber, writeDocument } from "../../data/document.ts";
import { compileJsonataField } from "../../data/jsonata-template.ts";
import { compilePath, type Path } from "../../data/path.ts";
import type { Evaluate, Scope } from "../../data/scope.ts";
import { queryEvaluationError, runtimeError } from "../../data/states-error.ts";
import { parseTimestamp } from "../../language/grammar/timestamp.ts";
import { ExactNumber, type JsonValue } from "../../language/json.ts";
import type { WaitState } from "../../language/state-machine.ts";
import { whenDone } from "../maybe-promise.ts";
import { numberField } from "./fields.ts";

/** The instant at which a Wait is over, in ms. #wait-state */
export function compileUntil(state: WaitState, jsonata: boolean): Evaluate<number> {
  if (state.SecondsPath !== undefined && !jsonata) {
    const path = compilePath(state.SecondsPath);
    return (scope) => scope.nowMs + 1000 * secondsAt(path, scope);
  }
  if (state.TimestampPath !== undefined && !jsonata) {
    const path = compilePath(state.TimestampPath);
    return (scope) => timestampAt(path, scope);
  }
  if (state.Timestamp !== undefined) return compileTimestamp(state.Timestamp, jsonata);
  const seconds = numberField(state, "Seconds", jsonata);
  return (scope) => whenDone(seconds?.(scope), (n) => scope.nowMs + 1000 * checkSeconds(n ?? 0));
}

function compileTimestamp(timestamp: string, jsonata: boolean): Evaluate<number> {
  if (!jsonata) {
    const ms = parseTimestamp(timestamp) ?? 0;
    return () => ms;
  }
  const evaluate = compileJsonataField(timestamp, "Timestamp", ["string"]);
  return (scope) =>
    whenDone(evaluate(scope), (text) => {
      const ms = parseTimestamp(String(text));
      if (ms !== undefined) return ms;
      // Observed on AWS 2024-12-27, scenarios/wait_timestamp_jsonata.
      throw queryEvaluationError(
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
        "Timestamp",
      );
    });
}

function checkSeconds(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 0) return seconds;
  throw queryEvaluationError(
    `The Seconds field must be a non-negative integer, but was: ${seconds}`,
    "Seconds",
  );
}

/** Observed on AWS 2023-11-18, base/base_wait_seconds_path. */
function secondsAt(path: Path, scope: Scope): number {
  const value = path.read(scope);
  if (value === undefined) {
    throw runtimeError(`The SecondsPath parameter does not reference an input value: ${path.text}`);
  }
  const number =
    typeof value === "number" || value instanceof ExactNumber ? plainNumber(value) : Number.NaN;
  if (!Number.isInteger(number)) {
    throw runtimeError(
      `The SecondsPath parameter cannot be parsed as a long value: ${path.text} == ${shown(value)}`,
    );
  }
  if (number < 0) {
    throw runtimeError(
      `The SecondsPath parameter references a negative value: ${path.text} == ${shown(value)}`,
    );
  }
  return number;
}

/** Observed on AWS 2023-11-18, base/wait_timestamppath. */
function timestampAt(path: Path, scope: Scope): number {
  const value = path.read(scope);
  if (value === undefined) {
    throw runtimeError(
      `The TimestampPath parameter does not reference an input value: ${path.text}`,
    );
  }
  const ms = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (ms !== undefined) return ms;
  throw runtimeError(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path.text} == ${shown(value)}`,
  );
}

function shown(value: JsonValue): string {
  return typeof value === "string" ? value : writeDocument(value);
}
