import type { JsonValue } from "../json.ts";
import { ownValue } from "../json.ts";
import type { Field, Part, PartKind } from "./parts.ts";
import { fieldOf, leavesOf } from "./parts.ts";

/** What stands after `$states.` in a field, besides `input` and `context`. */
export type StatesField = "result" | "errorOutput";

/** A text in a field that JSONata states evaluate. */
export interface ExpressionText extends Field {
  readonly value: string;
  /** The field of the state or part that it belongs to. */
  readonly root: Field;
  readonly statesFields: readonly StatesField[];
}

/** All texts of a part that JSONata states evaluate, expressions or not. */
export function* expressionTexts(part: Part): Generator<ExpressionText> {
  for (const name of evaluatedFields[part.kind] ?? []) {
    const root = fieldOf(part, name);
    if (root === undefined) continue;
    const statesFields = statesFieldsIn(part, name);
    for (const leaf of leavesOf(root)) {
      const { value } = leaf;
      if (typeof value === "string") yield { ...leaf, value, root, statesFields };
    }
  }
}

/** The fields that JSONata states evaluate. */
const evaluatedFields: { readonly [K in PartKind]?: readonly string[] } = {
  state: [
    "Arguments",
    "Output",
    "Assign",
    "Items",
    "ItemSelector",
    "Credentials",
    "Seconds",
    "Timestamp",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "MaxConcurrency",
    "ToleratedFailurePercentage",
    "ToleratedFailureCount",
    "Error",
    "Cause",
  ],
  catcher: ["Output", "Assign"],
  choiceRule: ["Condition", "Output", "Assign"],
  itemReader: ["Arguments"],
  readerConfig: ["MaxItems"],
  itemBatcher: ["BatchInput", "MaxItemsPerBatch", "MaxInputBytesPerBatch"],
  resultWriter: ["Arguments"],
};

/** The state types that have a result. */
const resultTypes = new Set<JsonValue | undefined>(["Task", "Parallel", "Map"]);

function statesFieldsIn(part: Part, name: string): readonly StatesField[] {
  if (name !== "Output" && name !== "Assign") return [];
  if (part.kind === "catcher") return ["errorOutput"];
  const hasResult = part.kind === "state" && resultTypes.has(ownValue(part.fields, "Type"));
  return hasResult ? ["result"] : [];
}
