import { compileJsonataTemplate } from "../../data/jsonata-template.ts";
import { compilePayloadTemplate } from "../../data/payload-template.ts";
import type { Evaluate } from "../../data/scope.ts";
import type { JsonValue } from "../../language/json.ts";

/** A payload template in the state's query language. `field` is its name in AWS's texts. */
export function compileTemplate(template: JsonValue, field: string, jsonata: boolean): Evaluate {
  return jsonata ? compileJsonataTemplate(template, field) : compilePayloadTemplate(template);
}
