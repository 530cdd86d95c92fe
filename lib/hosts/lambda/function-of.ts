import { isJsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { parseResource } from "../../language/resource.ts";

/** The function that a Task calls; undefined: it calls none, or does not say which. */
export function functionOf(resourceArn: string, parameters: JsonValue): string | undefined {
  const resource = parseResource(resourceArn);
  if (resource.kind === "lambda") return resourceArn;
  if (resource.kind !== "service" || resource.resourceType !== "lambda") return undefined;
  const name = isJsonObject(parameters) ? ownValue(parameters, "FunctionName") : undefined;
  return typeof name === "string" ? name : undefined;
}
