import { inflateRawSync } from "node:zlib";
import { fillPlaceholders } from "../../../language/placeholder.ts";
import type { StateMachineProperties } from "../../environment/deployer-properties.ts";

/** The definition, with what was known at deploy only in the place of its placeholders. */
export function definitionText({
  definition,
  definitionDeflated,
  definitionSubstitutions = {},
}: StateMachineProperties): string {
  if (definition !== undefined) return definition;
  if (definitionDeflated === undefined) throw new TypeError("there is no definition");
  const text = inflateRawSync(Buffer.from(definitionDeflated, "base64")).toString();
  return fillPlaceholders(text, definitionSubstitutions);
}
