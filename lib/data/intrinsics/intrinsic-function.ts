import type { JsonValue } from "../../language/json.ts";
import type { Scope } from "../scope.ts";

/** An intrinsic function over values. Throws IntrinsicFault. #intrinsic-functions */
export type IntrinsicFunction = (args: readonly JsonValue[], scope: Scope) => JsonValue;
