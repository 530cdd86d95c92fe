import { isJsonObject, type JsonObject, type JsonValue } from "../../language/json.ts";
import { parseResource } from "../../language/resource.ts";
import type { State } from "../../language/state-machine.ts";
import { ApiError } from "../api-error.ts";
import { readJson } from "./read-json.ts";

/**
 * Reads `context`: fields of the Context Object, of the right types. Throws AWS's
 * ValidationException. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function readContextObject(text: string, state: State): JsonObject {
  const context = readJson(text, () => fault("Context object must be valid JSON"));
  if (!isJsonObject(context)) throw fault("Context object must be a JSON object");
  for (const [name, value] of Object.entries(context)) {
    if (name === "Map") {
      throw fault("'Map' field is not supported when mocking a Context object");
    }
    checkFields(fields, name, value);
    if (name === "Task" && !hasTaskToken(state)) {
      throw fault(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
      );
    }
  }
  return context;
}

/** What a field may hold: a named kind of value, anything, or fields of its own. */
type FieldKind = "string" | "number" | "any" | { readonly [name: string]: FieldKind };

const fields: { readonly [name: string]: FieldKind } = {
  Execution: {
    Id: "string",
    Input: "any",
    Name: "string",
    RoleArn: "string",
    StartTime: "string",
    RedriveCount: "number",
    RedriveTime: "string",
  },
  State: { EnteredTime: "string", Name: "string", RetryCount: "number" },
  StateMachine: { Id: "string", Name: "string" },
  Task: { Token: "string" },
};

function checkFields(
  known: { readonly [name: string]: FieldKind },
  name: string,
  value: JsonValue,
  path = name,
): void {
  const kind = Object.hasOwn(known, name) ? known[name] : undefined;
  if (kind === undefined) throw fault(`Field '${name}' is not allowed`);
  if (kind === "any") return;
  if (typeof kind === "string") {
    if (typeof value !== kind) throw fault(`${path} must be a ${kind}`);
    return;
  }
  if (!isJsonObject(value)) throw fault(`${path} must be an object`);
  for (const [inner, item] of Object.entries(value)) {
    checkFields(kind, inner, item, `${path}.${inner}`);
  }
}

/** A task that somebody else, or polling, ends: its Context Object has a task token. */
export function hasTaskToken(state: State): boolean {
  if (state.Type !== "Task") return false;
  const resource = parseResource(state.Resource);
  return (
    resource.kind === "activity" ||
    (resource.kind === "service" && resource.pattern !== "requestResponse")
  );
}

function fault(message: string): ApiError {
  return new ApiError("ValidationException", `Invalid Context object provided: ${message}`);
}
