import type { Diagnostic } from "./diagnostic.ts";
import type { JsonValue } from "./json.ts";
import { type SchemaError, schemaErrors } from "./schema.ts";
import { describeSchemaErrors } from "./schema-messages.ts";

/**
 * What the schemas find wrong with a definition, in words. A value for which `isOpen` holds may
 * stand for anything (a placeholder): its type and its choice of words are not judged.
 */
export function schemaDiagnostics(
  definition: JsonValue,
  isOpen: (value: unknown) => boolean,
): Diagnostic[] {
  const errors = schemaErrors(definition).filter(
    ({ keyword, data, schemaPath }) =>
      !partOfOneOf.test(schemaPath) && !(judgesValue.has(keyword) && isOpen(data)),
  );
  return grouped(errors).flatMap((group) => describeSchemaErrors(group) ?? []);
}

/** The alternatives of a oneOf or anyOf are summed up by the error of the whole. */
const partOfOneOf = /\/(?:oneOf|anyOf)\/\d+\//;
const judgesValue = new Set(["type", "enum", "const", "minProperties"]);

/** One group for all fields that one object lacks, as AWS has it; else one for each error. */
function grouped(errors: readonly SchemaError[]): SchemaError[][] {
  const missing = new Map<string, SchemaError[]>();
  const groups: SchemaError[][] = [];
  for (const found of errors) {
    const known = found.keyword === "required" ? missing.get(found.instancePath) : undefined;
    if (known) {
      known.push(found);
      continue;
    }
    const group = [found];
    groups.push(group);
    if (found.keyword === "required") missing.set(found.instancePath, group);
  }
  return groups;
}
