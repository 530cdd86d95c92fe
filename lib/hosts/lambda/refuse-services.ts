import { ApiError } from "../../api/api-error.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../language/json.ts";
import { readDefinition } from "../../language/kept-definition.ts";
import { parseResource } from "../../language/resource.ts";

/**
 * Refuses a state machine whose Tasks call services for which there is no client. Throws
 * InvalidDefinition, and says which.
 */
export function refuseServices(
  { definition }: JsonObject,
  hasClient: (service: string) => boolean,
): void {
  if (typeof definition !== "string") return;
  const services = new Set<string>();
  collect(readDefinition(definition) ?? null, services);
  const missing = [...services].filter((service) => !hasClient(service));
  if (missing.length === 0) return;
  const names = missing.map((service) => `aws-sdk:${service}`).join(", ");
  const message =
    `Invalid State Machine Definition: '${names}: Stepwright comes with no client of the AWS SDK ` +
    "for this, and neither does Lambda's Node.js: call it by a function'";
  throw new ApiError("InvalidDefinition", message);
}

function collect(value: JsonValue, services: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if (isJsonObject(value) && value.Type === "Task" && typeof value.Resource === "string") {
    const resource = parseResource(value.Resource);
    if (resource.kind === "service" && resource.resourceType.startsWith("aws-sdk:")) {
      services.add(resource.resourceType.slice("aws-sdk:".length));
    }
  }
  for (const part of Object.values(value)) if (part !== undefined) collect(part, services);
}
