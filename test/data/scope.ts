import { awsLimits } from "../../lib/data/limits.ts";
import type { Scope } from "../../lib/data/scope.ts";
import type { JsonObject, JsonValue } from "../../lib/language/json.ts";

/** A scope whose randomness is known: halves, and uuid-1, uuid-2, … */
export function scopeOf(given: {
  readonly input?: JsonValue;
  readonly context?: JsonObject;
  readonly variables?: JsonObject;
}): Scope {
  let uuids = 0;
  return {
    input: given.input ?? null,
    context: given.context ?? {},
    variables: given.variables ?? {},
    entropy: { random: () => 0.5, uuid: () => `uuid-${++uuids}` },
    nowMs: 0,
    limits: awsLimits,
  };
}
