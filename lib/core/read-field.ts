import type { Path } from "../data/path.ts";
import type { Scope } from "../data/scope.ts";
import { runtimeError } from "../data/states-error.ts";
import type { JsonObject, JsonValue } from "../language/json.ts";

const emptyObject: JsonObject = {};

/** The value of InputPath, OutputPath and the like. Null stands for an empty object. #filters */
export function readField(path: Path | null, scope: Scope): JsonValue {
  if (path === null) return emptyObject;
  const value = path.read(scope);
  if (value === undefined) {
    throw runtimeError(`Invalid path '${path.text}' : ${path.whyMissing(scope)}`);
  }
  return value;
}
