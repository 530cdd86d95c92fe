import type { JsonObject } from "../../../language/json.ts";

/** Calls an operation of the Step Functions API in this process. Throws ApiError. */
export type ApiCaller = (operation: string, request: JsonObject) => Promise<JsonObject>;
