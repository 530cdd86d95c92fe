import type { Diagnostic } from "../diagnostic.ts";
import { error } from "../diagnostic-codes.ts";
import { parseIntrinsic } from "../grammar/intrinsic.ts";
import { parseJsonPath } from "../grammar/json-path.ts";
import { ExactNumber } from "../json.ts";
import { hasPlaceholder } from "../placeholder.ts";
import type { Check } from "./check.ts";
import { type Field, fieldOf, leavesOf, type PartKind } from "./parts.ts";
import { blankWarning, looksLikeCall } from "./paths.ts";

/** Fields of Payload Templates that end in ".$" hold paths or calls. #payload-template */
export const payloadTemplates: Check = function* ({ states }) {
  for (const { parts, language } of states) {
    if (language !== "JSONPath") continue;
    for (const part of parts) {
      for (const name of templateFields[part.kind] ?? []) {
        const template = fieldOf(part, name);
        if (template === undefined) continue;
        for (const leaf of leavesOf(template)) {
          const fault = leaf.name.endsWith(".$") ? faultOf(leaf) : undefined;
          if (fault) yield blankWarning(leaf) ?? templateError(leaf, fault);
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
  if (hasPlaceholder(value)) return undefined;
  const parsed = looksLikeCall(value) ? parseIntrinsic(value) : parseJsonPath(value);
  if (parsed.ok) return undefined;
  const place = `at character ${parsed.position + 1}`;
  return `found ${JSON.stringify(value)}: ${parsed.message} (${place})`;
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
