import { error } from "../diagnostic-codes.ts";
import { isJsonataExpression } from "../grammar/jsonata.ts";
import type { Check } from "./check.ts";
import { fieldOf, type PartKind } from "./parts.ts";

/**
 * Fields that hold a number, an object or the like, or an expression that gives one, hold no other
 * text; and in JSONPath states none at all.
 */
export const expressionsRequired: Check = function* ({ states, isOpen }) {
  for (const { parts, language } of states) {
    for (const part of parts) {
      for (const [name, what] of typedFields[part.kind] ?? []) {
        const field = fieldOf(part, name);
        const value = field?.value;
        if (field === undefined || typeof value !== "string" || isOpen(value)) continue;
        if (language === "JSONata" && isJsonataExpression(value)) continue;
        const isExpression = isJsonataExpression(value);
        yield error(
          "SCHEMA_VALIDATION_FAILED",
          field.pointer,
          `"${name}" must be ${what}${language === "JSONata" ? " or a JSONata expression" : ""}, ` +
            `found the text ${JSON.stringify(value)}` +
            (isExpression ? "; expressions need JSONata as QueryLanguage" : ""),
          { awsMessage: awsMessages[what] },
        );
      }
    }
  }
};

type TypedField = readonly [name: string, what: keyof typeof awsMessages];

const typedFields: { readonly [K in PartKind]?: readonly TypedField[] } = {
  state: [
    ["Seconds", "an integer"],
    ["TimeoutSeconds", "an integer"],
    ["HeartbeatSeconds", "an integer"],
    ["MaxConcurrency", "an integer"],
    ["ToleratedFailureCount", "an integer"],
    ["ToleratedFailurePercentage", "a number"],
    ["Arguments", "an object"],
    ["Items", "an array or object"],
    ["Credentials", "an object"],
  ],
  choiceRule: [["Condition", "a boolean"]],
  itemReader: [["Arguments", "an object"]],
  readerConfig: [["MaxItems", "an integer"]],
  itemBatcher: [
    ["MaxItemsPerBatch", "an integer"],
    ["MaxInputBytesPerBatch", "an integer"],
  ],
  resultWriter: [["Arguments", "an object"]],
};

const awsMessages = {
  "an integer": "Expected value of type Integer",
  "a number": "Expected value of type Double",
  "a boolean": "JSONata string must start with {% and end with %}",
  "an object": "JSONata string must start with {% and end with %}",
  "an array or object": "JSONata string must start with {% and end with %}",
};
