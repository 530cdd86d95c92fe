import type { JsonValue } from "../language/json.ts";

/**
 * Told of values on their way through a state, for TestState's inspectionData. `name` is
 * TestState's own: afterInputPath, afterParameters, afterArguments, afterResultSelector, ….
 */
export type Inspect = (name: string, value: JsonValue | undefined) => void;
