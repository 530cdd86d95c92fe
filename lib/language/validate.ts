import { checks } from "./checks/checks.ts";
import { viewDefinition } from "./checks/definition-view.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { error, warning } from "./diagnostic-codes.ts";
import { isJsonObject, type JsonValue } from "./json.ts";
import { hasPlaceholder, isTemplateFunction, type Substitutions } from "./placeholder.ts";
import { plainValue, survey } from "./plain-value.ts";
import { schemaDiagnostics } from "./schema-diagnostics.ts";
import { readSource, type Source, type SourceOptions } from "./source.ts";
import type { StateMachineType } from "./state-machine.ts";

export interface ValidationOptions {
  /** What kind of state machine it is to be. Default: STANDARD. */
  readonly type?: StateMachineType | undefined;
  /** Take the definition to the letter: placeholders and template functions are faults. */
  readonly strict?: boolean | undefined;
}

/**
 * Everything that is wrong with a definition, errors and warnings, all at once. Never throws,
 * whatever the value; its time grows with the definition's size only. Unless `strict`, a
 * `${placeholder}` and a CloudFormation function count as what they stand for.
 */
export function validate(
  definition: JsonValue,
  { type = "STANDARD", strict = false }: ValidationOptions = {},
): Diagnostic[] {
  const { depth, length, hasExactNumbers } = survey(definition, nestingMax, definitionLengthMax);
  if (length > definitionLengthMax) return [tooLarge(`more than ${definitionLengthMax}`)];
  if (depth > nestingMax) {
    const message = `the definition is nested deeper than ${nestingMax} levels`;
    return [error("TOO_DEEPLY_NESTED", "", message)];
  }
  const plain = hasExactNumbers ? plainValue(definition) : definition;
  if (!isJsonObject(plain)) {
    const message = "a definition is an object with StartAt and States";
    return [error("SCHEMA_VALIDATION_FAILED", "", message, { awsMessage: notAnObject })];
  }
  const diagnostics = schemaDiagnostics(plain, strict ? () => false : standsForAnything);
  const view = viewDefinition(plain, type, strict);
  for (const check of checks) {
    for (const found of check(view)) diagnostics.push(found);
  }
  return diagnostics;
}

/** AWS's words for any JSON text that is not an object. */
export const notAnObject = "Definition must be a valid JSON object";

/** The characters that CreateStateMachine takes. */
const definitionLengthMax = 1_048_576;

/** Ours: AWS's TOO_DEEPLY_NESTED is not on record. The checks, recursive, have stack for more. */
const nestingMax = 256;

function tooLarge(length: string): Diagnostic {
  const message = `the definition has ${length} characters: AWS takes ${definitionLengthMax}`;
  return error("DEFINITION_TOO_LARGE", "", message);
}

export interface TextValidationOptions extends ValidationOptions, SourceOptions {
  readonly substitutions?: Substitutions;
}

/** Validates a definition's JSON or YAML text; every diagnostic has its line and column. */
export function validateText(text: string, options: TextValidationOptions = {}): Diagnostic[] {
  if (text.length > definitionLengthMax) {
    return [{ ...tooLarge(String(text.length)), line: 1, column: 1 }];
  }
  return validateSource(readSource(text, options), options);
}

/** Validates a definition as it was read; what was wrong with its text comes first. */
export function validateSource(
  { value, positions, problems }: Source,
  options: ValidationOptions = {},
): Diagnostic[] {
  const diagnostics: Diagnostic[] = problems.map(
    ({ message, severity, pointer = "", line, column }) => {
      const found =
        severity === "ERROR"
          ? error("INVALID_JSON_DESCRIPTION", pointer, message)
          : warning("DUPLICATE_KEY", pointer, message);
      return { ...found, line, column };
    },
  );
  if (value === undefined) return diagnostics;
  for (const found of validate(value, options)) {
    diagnostics.push({ ...found, ...positions.at(found.pointer) });
  }
  return diagnostics;
}

function standsForAnything(value: unknown): boolean {
  return typeof value === "string" ? hasPlaceholder(value) : isTemplateFunction(value);
}
