import type { JsonObject } from "../../lib/language/json.ts";

/**
 * A text of CloudFormation with `<Name.Attribute>` for what it refers to; variables of EventBridge
 * that stand for JSON become `{}`.
 */
export function readable(value: unknown): string {
  const parts = typeof value === "string" ? [value] : Object(value)["Fn::Join"][1];
  return parts
    .map((part: string | JsonObject) => {
      if (typeof part === "string") return part.replace(/:<[\w.]+>/g, ":{}");
      const { Ref, "Fn::GetAtt": attribute } = part;
      const [id, name] = Array.isArray(attribute) ? attribute : [Ref];
      const shown = String(id).replace(/[0-9A-F]{8}$/, "");
      return `<${name === undefined ? shown : `${shown}.${name}`}>`;
    })
    .join("");
}
