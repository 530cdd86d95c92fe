import type { Diagnostic } from "../../language/diagnostic.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../language/json.ts";
import { readSource } from "../../language/source.ts";
import type { State, StateMachineDefinition } from "../../language/state-machine.ts";
import { validate, validateText } from "../../language/validate.ts";
import { ApiError } from "../api-error.ts";
import { invalidDefinition } from "../invalid-definition.ts";
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
  const { value } = readSource(definition, { format: "json" });
  if (value === undefined) refuseErrors(validateText(definition, { format: "json" }));
  return stateName === undefined
    ? readState(value ?? null, strict)
    : readStateOf(value ?? null, stateName, strict);
}

function readStateOf(definition: JsonValue, stateName: string, strict: boolean): TestedState {
  refuseErrors(validate(definition, { strict }));
  const tested = findState(definition as unknown as StateMachineDefinition, stateName);
  if (tested !== undefined) return tested;
  throw new ApiError("ValidationException", "State not found in definition");
}

/** A state alone may lead to states that are not there. */
function readState(value: JsonValue, strict: boolean): TestedState {
  const targets = [...targetsIn(value)].map((name) => [name, { Type: "Succeed" }] as const);
  const machine = {
    StartAt: testedStateName,
    States: { ...Object.fromEntries(targets), [testedStateName]: value },
  };
  refuseErrors(validate(machine, { strict }).map(asOfState));
  const state = value as unknown as State;
  return { state, queryLanguage: state.QueryLanguage ?? "JSONPath", enclosing: [] };
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  const refusal = invalidDefinition(diagnostics);
  if (refusal !== undefined) throw refusal;
}

const statePointer = `/States/${testedStateName}`;

function asOfState(diagnostic: Diagnostic): Diagnostic {
  const { awsPointer } = diagnostic;
  return {
    ...diagnostic,
    pointer: diagnostic.pointer.replace(statePointer, ""),
    ...(awsPointer !== undefined && { awsPointer: awsPointer.replace(statePointer, "") }),
  };
}

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
