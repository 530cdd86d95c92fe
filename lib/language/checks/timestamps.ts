import { error } from "../diagnostic-codes.ts";
import { isJsonataExpression } from "../grammar/jsonata.ts";
import { parseTimestamp } from "../grammar/timestamp.ts";
import type { Check } from "./check.ts";
import { fieldOf, type Part } from "./parts.ts";

/** Timestamps conform to RFC 3339, with an uppercase T and Z. #timestamps */
export const timestamps: Check = function* ({ states, isOpen }) {
  for (const { parts, language } of states) {
    for (const part of parts) {
      for (const name of timestampFields(part)) {
        const field = fieldOf(part, name);
        const value = field?.value;
        if (field === undefined || typeof value !== "string" || isOpen(value)) continue;
        if (isTimestamp(value) || (language === "JSONata" && isJsonataExpression(value))) continue;
        yield error(
          "SCHEMA_VALIDATION_FAILED",
          field.pointer,
          `"${name}" must be a timestamp such as "2016-03-14T01:59:00Z", found ${JSON.stringify(value)}`,
          { awsMessage: "String does not match RFC3339 timestamp" },
        );
      }
    }
  }
};

function timestampFields({ kind, fields }: Part): readonly string[] {
  if (kind === "state") return fields.Type === "Wait" ? ["Timestamp"] : [];
  if (kind !== "choiceRule" && kind !== "nestedRule") return [];
  return Object.keys(fields).filter((name) => operator.test(name));
}

const operator = /^Timestamp(?:Equals|(?:Less|Greater)Than(?:Equals)?)$/;
const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function isTimestamp(text: string): boolean {
  return form.test(text) && parseTimestamp(text) !== undefined;
}
