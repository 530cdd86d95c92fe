import {
  type AwsDiagnostic,
  objectDiagnostics,
  readObject,
  refusalOf,
} from "../../language/aws-validation.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../language/json.ts";
import type { State, StateMachineDefinition } from "../../language/state-machine.ts";
import { ApiError } from "../api-error.ts";
import { testedStateName } from "./one-state-machine.ts";
import type { TestStateRequest } from "./request.ts";
import { findState, type TestedState } from "./tested-state.ts";

/**
 * Reads the definition: one state, or a state machine with the state that `stateName` names.
 * Throws InvalidDefinition, or ValidationException where there is no such state.
 * @param strict take it to the letter: a placeholder is a fault
 */
export function readTestedState(
  { definition, stateName }: TestStateRequest,
  strict: boolean,
): TestedState {
  const read = readObject(definition);
  if ("fault" in read) throw new ApiError("InvalidDefinition", refusalOf([read.fault]) ?? "");
  const { value } = read;
  return stateName === undefined ? readState(value, strict) : readStateOf(value, stateName, strict);
}

function readStateOf(definition: JsonObject, stateName: string, strict: boolean): TestedState {
  refuseErrors(objectDiagnostics(definition, { strict }));
  const tested = findState(definition as unknown as StateMachineDefinition, stateName);
  if (tested !== undefined) return tested;
  throw new ApiError("ValidationException", "State not found in definition");
}

/** A state alone may lead to states that are not there. */
function readState(value: JsonObject, strict: boolean): TestedState {
  const targets = [...targetsIn(value)].map((name) => [name, { Type: "Succeed" }] as const);
  const machine = {
    StartAt: testedStateName,
    States: { ...Object.fromEntries(targets), [testedStateName]: value },
  };
  refuseErrors(objectDiagnostics(machine, { strict }).map(asOfState));
  const state = value as unknown as State;
  return { state, queryLanguage: state.QueryLanguage ?? "JSONPath", enclosing: [] };
}

function refuseErrors(diagnostics: readonly AwsDiagnostic[]): void {
  const refusal = refusalOf(diagnostics);
  if (refusal !== undefined) throw new ApiError("InvalidDefinition", refusal);
}

function asOfState({ location, ...diagnostic }: AwsDiagnostic): AwsDiagnostic {
  if (location === undefined) return diagnostic;
  return { ...diagnostic, location: location.replace(statePlace, "") || "/" };
}

const statePlace = `/States/${testedStateName}`;

/** Names of the states that a state may lead to. */
function* targetsIn(state: JsonValue): Generator<string> {
  if (!isJsonObject(state)) return;
  for (const name of [state.Next, state.Default]) if (typeof name === "string") yield name;
  for (const rule of [...objectsAt(state, "Choices"), ...objectsAt(state, "Catch")]) {
    if (typeof rule.Next === "string") yield rule.Next;
  }
}

function objectsAt(state: JsonObject, field: string): readonly JsonObject[] {
  const value = state[field];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
