import type { Diagnostic } from "../diagnostic.ts";
import { warning } from "../diagnostic-codes.ts";
import type { Check } from "./check.ts";
import { type Field, fieldOf, leavesOf, type Part, type PartKind } from "./parts.ts";

/** Paths and calls where they are plain text. AWS warns of them too. */
export const staticValues: Check = function* ({ states }) {
  for (const { parts, language, type } of states) {
    if (language !== "JSONPath") continue;
    for (const part of parts) {
      yield* templateFaults(part);
      if (part.kind === "state" && type === "Pass") yield* resultFaults(part);
      if (part.kind === "state") yield* fieldFaults(part);
    }
  }
};

const templates: { readonly [K in PartKind]?: readonly string[] } = {
  state: ["Parameters", "ResultSelector", "ItemSelector", "Assign"],
  catcher: ["Assign"],
  choiceRule: ["Assign"],
  itemReader: ["Parameters"],
  itemBatcher: ["BatchInput"],
  resultWriter: ["Parameters"],
};

function* templateFaults(part: Part): Generator<Diagnostic> {
  for (const name of templates[part.kind] ?? []) {
    for (const leaf of leavesIn(part, name)) {
      if (leaf.name.endsWith(".$") || !looksEvaluated(leaf)) continue;
      yield warning(
        "NO_DOLLAR",
        leaf.pointer,
        `${JSON.stringify(leaf.name)} holds the text ${JSON.stringify(leaf.value)}: ` +
          (/^\d+$/.test(leaf.name)
            ? "items of arrays are not evaluated; States.Array makes an array of paths"
            : `name it ${JSON.stringify(`${leaf.name}.$`)} to have it evaluated`),
      );
    }
  }
}

function* resultFaults(part: Part): Generator<Diagnostic> {
  for (const leaf of leavesIn(part, "Result")) {
    if (!looksEvaluated(leaf)) continue;
    yield warning(
      "PASS_RESULT_IS_STATIC",
      leaf.pointer,
      `Result is not evaluated: ${JSON.stringify(leaf.value)} is plain text; use Parameters`,
    );
  }
}

/** Fields with a counterpart that takes a path. */
const fieldsWithPath = ["Timestamp", "Error", "Cause"];

function* fieldFaults(part: Part): Generator<Diagnostic> {
  for (const name of fieldsWithPath) {
    const field = fieldOf(part, name);
    if (field === undefined || !looksEvaluated(field)) continue;
    const message = `"${name}" holds the text ${JSON.stringify(field.value)}: use "${name}Path" for a path`;
    yield warning("NO_PATH", field.pointer, message);
  }
}

function leavesIn(part: Part, name: string): readonly Field[] {
  const field = fieldOf(part, name);
  return field === undefined ? [] : leavesOf(field);
}

function looksEvaluated({ value }: Field): boolean {
  return typeof value === "string" && /^(?:\${1,2}[.[]|States\.\w+\()/.test(value);
}
