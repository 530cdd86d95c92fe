import type { Resource } from "../language/resource.ts";
import { direct } from "./direct.ts";
import type { Integration } from "./integration.ts";
import { lambdaInvoke } from "./lambda-invoke.ts";

/** What the Resource means to a handler that stands for its target. */
export function integrationOf(resource: Resource): Integration {
  if (resource.kind !== "service") return direct;
  const [action = ""] = resource.resource.split(".");
  return optimised.get(`${resource.resourceType}:${action}`) ?? direct;
}

/** Services that make more of the target's answer than the result. */
const optimised = new Map<string, Integration>([["lambda:invoke", lambdaInvoke]]);
