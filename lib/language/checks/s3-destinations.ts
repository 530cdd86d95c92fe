import type { Diagnostic } from "../diagnostic.ts";
import { error } from "../diagnostic-codes.ts";
import { isJsonObject, ownValue } from "../json.ts";
import { isTemplateFunction } from "../placeholder.ts";
import type { Part } from "./parts.ts";

/** The fields that say where in S3 an ItemReader or ResultWriter reads or writes are strings. */
export function* destinationFaults(
  { fields, pointer }: Part,
  names: readonly string[],
): Generator<Diagnostic> {
  for (const holder of ["Parameters", "Arguments"]) {
    const destination = ownValue(fields, holder);
    if (!isJsonObject(destination)) continue;
    for (const name of names) {
      const value = ownValue(destination, name);
      // A function of a template stands for a string.
      if (value === undefined || typeof value === "string" || isTemplateFunction(value)) continue;
      yield error(
        "SCHEMA_VALIDATION_FAILED",
        `${pointer}/${holder}/${name}`,
        `"${name}" must be a string`,
        { awsMessage: "Expected value of type [STRING]" },
      );
    }
  }
}
