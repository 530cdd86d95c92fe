import type { JsonObject, JsonValue } from "../language/json.ts";
import type { Limits } from "./limits.ts";

/**
 * What an expression can see while it is evaluated. `context` and `variables` may be getters that
 * build their value when first asked: do not touch them without need.
 */
export interface Scope {
  /** `$` of JSONPath fields; `$states.input` of JSONata. */
  readonly input: JsonValue;
  /** `$$`, `$states.context`: the Context Object. #context-object */
  readonly context: JsonObject;
  /** `$name`: the state's own scope and all outer ones, flattened (names never shadow). */
  readonly variables: JsonObject;
  /** `$states.result` in Output and Assign of Task, Parallel and Map. */
  readonly result?: JsonValue | undefined;
  /** `$states.errorOutput` in a Catcher's Output and Assign. */
  readonly errorOutput?: JsonValue | undefined;
  readonly entropy: Entropy;
  /** `$now()`, `$millis()`: milliseconds since the epoch, from the stimulus. */
  readonly nowMs: number;
  readonly limits: Limits;
}

/** Seeded randomness: the same seed gives the same sequence. */
export interface Entropy {
  /** In [0, 1). */
  random(): number;
  /** A version 4 UUID. */
  uuid(): string;
}

/** A compiled expression or template. Returns a promise only where JSONata must be awaited. */
export type Evaluate<T = JsonValue> = (scope: Scope) => T | Promise<T>;

/** A compiled expression that never waits: all of JSONPath. */
export type EvaluateNow<T = JsonValue> = (scope: Scope) => T;
