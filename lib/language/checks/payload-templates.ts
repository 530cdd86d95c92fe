import type { Diagnostic } from "../diagnostic.ts";
import { error } from "../diagnostic-codes.ts";
import { parseIntrinsic } from "../grammar/intrinsic.ts";
import { parseJsonPath } from "../grammar/json-path.ts";
import { ExactNumber } from "../json.ts";
import { pointerTo } from "../source/places.ts";
import type { Check } from "./check.ts";
import { type Field, fieldOf, leavesOf, objectsIn, type PartKind } from "./parts.ts";
import { blankWarning, looksLikeCall } from "./paths.ts";

/** Fields of Payload Templates that end in ".$" hold paths or calls. #payload-template */
export const payloadTemplates: Check = function* ({ states, isOpen, strict }) {
  for (const { parts, language } of states) {
    if (language !== "JSONPath") continue;
    for (const part of parts) {
      for (const name of templateFields[part.kind] ?? []) {
        const template = fieldOf(part, name);
        if (template === undefined) continue;
        yield* duplicateFaults(template);
        for (const leaf of leavesOf(template)) {
          if (!leaf.name.endsWith(".$") || (typeof leaf.value === "string" && isOpen(leaf.value))) {
            continue;
          }
          const fault = faultOf(leaf);
          if (fault) yield (strict ? undefined : blankWarning(leaf)) ?? templateError(leaf, fault);
        }
      }
    }
  }
};

/** The fields that hold Payload Templates. Credentials are one themselves. */
export const templateFields: { readonly [K in PartKind]?: readonly string[] } = {
  state: ["Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials"],
  catcher: ["Assign"],
  choiceRule: ["Assign"],
  itemReader: ["Parameters"],
  itemBatcher: ["BatchInput"],
  resultWriter: ["Parameters"],
};

function faultOf({ value }: Field): string | undefined {
  if (typeof value !== "string") {
    return `found ${value instanceof ExactNumber ? value.text : JSON.stringify(value).slice(0, 40)}`;
  }
  const parsed = looksLikeCall(value) ? parseIntrinsic(value) : parseJsonPath(value);
  if (parsed.ok) return undefined;
  const place = `at character ${parsed.position + 1}`;
  return `found ${JSON.stringify(value)}: ${parsed.message} (${place})`;
}

/** "total" and "total.$" would both become "total". */
function* duplicateFaults(template: Field): Generator<Diagnostic> {
  for (const { fields, pointer } of objectsIn(template)) {
    for (const name of Object.keys(fields)) {
      if (!name.endsWith(".$") || !Object.hasOwn(fields, name.slice(0, -2))) continue;
      yield error(
        "SCHEMA_VALIDATION_FAILED",
        pointer + pointerTo([name]),
        `${JSON.stringify(name.slice(0, -2))} and ${JSON.stringify(name)} would be the same field`,
      );
    }
  }
}

function templateError({ name, pointer, owner }: Field, fault: string): Diagnostic {
  return error(
    "SCHEMA_VALIDATION_FAILED",
    pointer,
    `${JSON.stringify(name)} must hold a path or an intrinsic function call, ${fault}`,
    {
      awsMessage:
        `The value for the field '${name}' must be a valid JSONPath ` +
        "or a valid intrinsic function call",
      awsPointer: owner,
    },
  );
}
