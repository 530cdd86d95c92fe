import type { Diagnostic } from "../diagnostic.ts";
import { error } from "../diagnostic-codes.ts";
import { javaSetOrder } from "../java-set-order.ts";
import { quotedList } from "../suggestion.ts";
import type { Check } from "./check.ts";
import type { Part } from "./parts.ts";

/** A Choice Rule is one And, Or, Not, comparison or Condition. #choice-state */
export const choiceRules: Check = function* ({ states }) {
  for (const { parts, type, language } of states) {
    if (type !== "Choice") continue;
    for (const part of parts) {
      if (part.kind !== "choiceRule" && part.kind !== "nestedRule") continue;
      yield* formFaults(part, language === "JSONata");
      yield* operatorFaults(part);
    }
  }
};

const forms = ["And", "Or", "Not", "Variable", "Condition"];
/** Fields of Choice Rules that are neither a form nor a comparison operator. */
const otherFields = new Set(["Next", "Comment", "Assign", "Output"]);

function* formFaults({ fields, pointer }: Part, isJsonata: boolean): Generator<Diagnostic> {
  const found = forms.filter((form) => Object.hasOwn(fields, form));
  const fits = found[0] === "Condition" ? isJsonata : !isJsonata;
  if (found.length === 1 && fits) return;
  const what = isJsonata ? '"Condition"' : `one of ${quotedList(forms.slice(0, 4), "and")}`;
  const faults = found.length === 0 ? "found none" : `found ${quotedList(found, "and")}`;
  yield error(
    "SCHEMA_VALIDATION_FAILED",
    pointer,
    `a Choice Rule of a ${isJsonata ? "JSONata" : "JSONPath"} state must have ${what}, ${faults}`,
    {
      awsMessage: `The object must have only one of the following fields, [${forms.join(", ")}]`,
    },
  );
}

function* operatorFaults({ fields, pointer }: Part): Generator<Diagnostic> {
  if (!Object.hasOwn(fields, "Variable")) return;
  const operators = Object.keys(fields).filter((field) => isOperator(field));
  if (operators.length === 1) return;
  const found = operators.length === 0 ? "found none" : `found ${quotedList(operators, "and")}`;
  yield error(
    "SCHEMA_VALIDATION_FAILED",
    pointer,
    `the Variable must be compared by one operator, ${found}` +
      (operators.length === 0 ? "" : '; combine several rules by "And" or "Or"'),
    {
      awsMessage:
        operators.length === 0
          ? "This object should have only one of the following fields: [comparison operators]"
          : `There should only be one of the following fields: [${javaSetOrder(operators).join(", ")}]`,
    },
  );
}

function isOperator(field: string): boolean {
  return !otherFields.has(field) && !forms.includes(field);
}
