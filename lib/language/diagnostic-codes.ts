import type { Diagnostic } from "./diagnostic.ts";

/**
 * The codes of diagnostics and what they mean: first those that AWS documents, then those that it
 * answers though it does not, then ours.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
 */
export const diagnosticCodes = {
  INVALID_JSON_DESCRIPTION: "the text is not JSON (or YAML)",
  SCHEMA_VALIDATION_FAILED: "a field is missing, unknown, of the wrong type or out of range",
  MISSING_END_STATE: "no state ends the workflow",
  MISSING_TRANSITION_TARGET: "a transition leads to no state, or no transition leads to a state",
  DUPLICATE_STATE_NAME: "the same state name occurs twice",
  INVALID_STATE_NAME: "a state's name is empty or too long",
  DUPLICATE_LABEL_NAME: "two Map states have the same Label",
  INVALID_LABEL_NAME: "a Map state's Label is empty, too long or has a character it must not have",
  TOO_DEEPLY_NESTED: "the definition is nested too deeply",
  NO_DOLLAR: "a field looks like a path, but its name does not end in '.$'",
  NO_PATH: "a field looks like a path, but its name does not end in 'Path'",
  PASS_RESULT_IS_STATIC: "a path in the Result of a Pass state, where it is not evaluated",

  INVALID_JSONATA_EXPRESSION: "a JSONata expression that cannot be parsed",
  UNSUPPORTED_JSONATA_EXPRESSION: "a JSONata expression that Step Functions does not support",
  INVALID_VARIABLE_NAME: "a variable's name that is not an identifier, or too long",
  RESERVED_VARIABLE_NAME: "a variable named as Step Functions' own",

  DEFINITION_TOO_LARGE: "the definition is longer than 1,048,576 characters",
  DUPLICATE_KEY: "the same key occurs twice in an object: only the last one counts",
  VARIABLE_OUT_OF_SCOPE: "a variable of an outer scope is assigned in an inner one",
  UNDEFINED_VARIABLE: "a variable is read that no state assigns",
  UNUSUAL_RESOURCE: "a Resource that is probably misspelt",
  UNFILLED_BLANK: "a text with a <blank> that is to be filled in by hand",
  NO_EFFECT: "a field that has no effect where it stands",
  SHADOWED_HANDLER: "an error handler that is never reached, or never matches",
  INCOMPLETE_READER: "an ItemReader without what AWS documents that it needs",
  UNUSED_TASK_TOKEN: "a task that waits for its token, which is given to nobody",
} as const satisfies Record<string, string>;

export type KnownDiagnosticCode = keyof typeof diagnosticCodes;

/** What AWS says of a fault where it says something else than we do. */
export interface AwsForm {
  readonly awsMessage?: string;
  readonly awsPointer?: string;
}

/** A fault for which AWS refuses the definition. */
export function error(
  code: KnownDiagnosticCode,
  pointer: string,
  message: string,
  aws: AwsForm = {},
): Diagnostic {
  return { code, severity: "ERROR", message, pointer, ...aws };
}

/** What AWS accepts, though it probably does not do what its author meant. */
export function warning(
  code: KnownDiagnosticCode,
  pointer: string,
  message: string,
  aws: AwsForm = {},
): Diagnostic {
  return { code, severity: "WARNING", message, pointer, ...aws };
}
