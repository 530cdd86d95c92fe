import { ApiError } from "../api-error.ts";
import type { TestStateRequest } from "./request.ts";

/** A constraint of the API's model: what is wrong with a member, in AWS's words. */
interface Constraint {
  readonly at: string;
  readonly value: (request: TestStateRequest) => string | number | undefined;
  readonly fault: (value: string | number) => string | undefined;
  /** AWS does not repeat the caller's data, but names the words of a set. */
  readonly shown?: boolean;
}

/** Throws AWS's ValidationException where a member breaks the API's model. */
export function checkConstraints(request: TestStateRequest): void {
  const faults = constraints.flatMap(({ at, value, fault, shown }) => {
    const given = value(request);
    const text = given === undefined ? undefined : fault(given);
    if (given === undefined || text === undefined) return [];
    const word = shown === true ? given : "***Sensitive Data Redacted***";
    return [`Value '${word}' at '${at}' failed to satisfy constraint: ${text}`];
  });
  if (faults.length === 0) return;
  const count = `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected`;
  throw new ApiError("ValidationException", `${count}: ${faults.join("; ")}`);
}

const dataBytesMax = 262_144;
const isOneOf = (words: readonly string[]) => (value: string | number) =>
  words.includes(String(value))
    ? undefined
    : `Member must satisfy enum value set: [${words.join(", ")}]`;
const length = (min: number, max: number) => (value: string | number) => {
  const { length } = String(value);
  if (length < min) return `Member must have length greater than or equal to ${min}`;
  return length > max ? `Member must have length less than or equal to ${max}` : undefined;
};
const notNegative = (value: string | number) =>
  Number(value) < 0 ? "Member must have value greater than or equal to 0" : undefined;

const constraints: readonly Constraint[] = [
  { at: "definition", value: (r) => r.definition, fault: length(1, 1_048_576) },
  { at: "roleArn", value: (r) => r.roleArn, fault: length(1, 256), shown: true },
  { at: "input", value: (r) => r.input, fault: length(0, dataBytesMax) },
  {
    at: "inspectionLevel",
    value: (r) => r.inspectionLevel,
    fault: isOneOf(["INFO", "DEBUG", "TRACE"]),
    shown: true,
  },
  { at: "variables", value: (r) => r.variables, fault: length(0, dataBytesMax) },
  { at: "stateName", value: (r) => r.stateName, fault: length(1, 80) },
  { at: "mock.result", value: (r) => r.mock?.result, fault: length(0, dataBytesMax) },
  {
    at: "mock.errorOutput.error",
    value: (r) => r.mock?.errorOutput?.error,
    fault: length(0, 256),
  },
  {
    at: "mock.errorOutput.cause",
    value: (r) => r.mock?.errorOutput?.cause,
    fault: length(0, 32_768),
  },
  {
    at: "mock.fieldValidationMode",
    value: (r) => r.mock?.fieldValidationMode,
    fault: isOneOf(["STRICT", "PRESENT", "NONE"]),
    shown: true,
  },
  { at: "context", value: (r) => r.context, fault: length(0, dataBytesMax) },
  {
    at: "stateConfiguration.retrierRetryCount",
    value: (r) => r.stateConfiguration?.retrierRetryCount,
    fault: notNegative,
    shown: true,
  },
  {
    at: "stateConfiguration.errorCausedByState",
    value: (r) => r.stateConfiguration?.errorCausedByState,
    fault: length(1, 80),
  },
  {
    at: "stateConfiguration.mapIterationFailureCount",
    value: (r) => r.stateConfiguration?.mapIterationFailureCount,
    fault: notNegative,
    shown: true,
  },
  {
    at: "stateConfiguration.mapItemReaderData",
    value: (r) => r.stateConfiguration?.mapItemReaderData,
    fault: length(0, dataBytesMax),
  },
];
