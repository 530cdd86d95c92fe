import type { Diagnostic } from "./diagnostic.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownValue } from "./json.ts";
import { jacksonProblem } from "./source/jackson-problem.ts";
import { pointerTokens } from "./source/places.ts";
import { readSource } from "./source.ts";
import type { StateMachineType } from "./state-machine.ts";
import { notAnObject, validate } from "./validate.ts";

/** What ValidateStateMachineDefinition answers. */
export interface AwsValidation {
  readonly result: "OK" | "FAIL";
  readonly diagnostics: readonly AwsDiagnostic[];
  /** True if there are more diagnostics than were asked for. */
  readonly truncated: boolean;
}

export interface AwsDiagnostic {
  readonly severity: "ERROR" | "WARNING";
  readonly code: string;
  readonly message: string;
  /** `/States/Ship/Catch[0]/Next`; absent where AWS has none. */
  readonly location?: string;
}

export interface AwsValidationOptions {
  readonly type?: StateMachineType;
  /** The least severity that is told. Default: ERROR. */
  readonly severity?: "ERROR" | "WARNING";
  /** At most and by default, also for 0: 100. */
  readonly maxResults?: number;
}

/**
 * Validates a definition's JSON text in AWS's own words.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
 */
export function awsValidation(text: string, options: AwsValidationOptions = {}): AwsValidation {
  const all = awsDiagnostics(text, options.type ?? "STANDARD");
  const told = options.severity === "WARNING" ? all : all.filter(isError);
  const max = Math.min(options.maxResults || maxResultsMax, maxResultsMax);
  return {
    result: all.some(isError) ? "FAIL" : "OK",
    diagnostics: told.slice(0, max),
    truncated: told.length > max,
  };
}

const maxResultsMax = 100;

/**
 * The message of the InvalidDefinition with which CreateStateMachine and UpdateStateMachine refuse
 * a definition; undefined if they accept it.
 */
export function invalidDefinitionMessage(
  text: string,
  type: StateMachineType = "STANDARD",
): string | undefined {
  return refusalOf(awsDiagnostics(text, type));
}

/** The same, of diagnostics; undefined if there is no error among them. */
export function refusalOf(diagnostics: readonly AwsDiagnostic[]): string | undefined {
  const errors = diagnostics.filter(isError);
  if (errors.length === 0) return undefined;
  const list = errors.map(
    ({ code, message, location = null }) => `${code}: ${message} at ${location}`,
  );
  return `Invalid State Machine Definition: '${list.join(", ")}'`;
}

function awsDiagnostics(text: string, type: StateMachineType): readonly AwsDiagnostic[] {
  const read = readObject(text);
  return "fault" in read ? [read.fault] : objectDiagnostics(read.value, { type });
}

/** The object that a text holds, or what AWS says of a text that holds none. */
export function readObject(
  text: string,
): { readonly value: JsonObject } | { readonly fault: AwsDiagnostic } {
  const severity = "ERROR";
  const problem = jacksonProblem(text);
  if (problem !== undefined) {
    const { location } = problem;
    const message = `${problem.message}\n at ${location}`;
    return { fault: { severity, code: "INVALID_JSON_DESCRIPTION", message, location } };
  }
  const { value } = text.trim() === "" ? { value: null } : readSource(text, { format: "json" });
  if (isJsonObject(value)) return { value };
  return { fault: { severity, code: "SCHEMA_VALIDATION_FAILED", message: notAnObject } };
}

/** What AWS says of a definition that is an object. `strict`: placeholders are faults. */
export function objectDiagnostics(
  value: JsonObject,
  { type, strict = true }: { readonly type?: StateMachineType; readonly strict?: boolean },
): readonly AwsDiagnostic[] {
  const found = validate(value, { type, strict });
  // AWS follows the transitions of definitions only that fit its schema.
  const errors = found.filter(isError);
  const schemaFits = errors.every(({ code }) => graphCodes.has(code));
  return found
    .filter((diagnostic) => schemaFits || !graphCodes.has(diagnostic.code))
    .map((diagnostic) => inAwsForm(diagnostic, value));
}

const graphCodes = new Set(["MISSING_TRANSITION_TARGET", "MISSING_END_STATE"]);

function isError({ severity }: { readonly severity: Diagnostic["severity"] }): boolean {
  return severity === "ERROR";
}

function inAwsForm(diagnostic: Diagnostic, definition: JsonValue): AwsDiagnostic {
  const { severity, code, message, pointer, awsMessage, awsPointer } = diagnostic;
  const answer = { severity, code, message: awsMessage ?? message };
  // Of a workflow that cannot end AWS names no place.
  if (code === "MISSING_END_STATE" && pointer === "") return answer;
  return { ...answer, location: locationOf(awsPointer ?? pointer, definition) };
}

/** A place as AWS writes it: names as they are, indexes in brackets. */
function locationOf(pointer: string, definition: JsonValue): string {
  let location = "";
  let value: JsonValue | undefined = definition;
  for (const token of pointerTokens(pointer)) {
    if (isJsonArray(value)) {
      location += `[${token}]`;
      value = value[Number(token)];
    } else {
      location += `/${token}`;
      value = isJsonObject(value) ? ownValue(value, token) : undefined;
    }
  }
  return location === "" ? "/" : location;
}
