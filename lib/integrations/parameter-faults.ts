import { writeDocument } from "../data/document.ts";
import type { JsonObject } from "../language/json.ts";
import { TaskError } from "./task-handler.ts";

/** The API does not have the field. */
export function unsupportedField(field: string, parameters: JsonObject): TaskError {
  return unusable(parameters, `The field "${field}" is not supported by Step Functions`);
}

/** The API needs the field. */
export function missingField(field: string, parameters: JsonObject): TaskError {
  return unusable(parameters, `The field "${field}" is required but was missing`);
}

/** Worded as AWS words what a definition's own Parameters cannot be used for. */
function unusable(parameters: JsonObject, why: string): TaskError {
  return new TaskError(
    "States.Runtime",
    `The Parameters '${writeDocument(parameters)}' could not be used to start the Task: [${why}]`,
  );
}
