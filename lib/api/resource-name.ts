import { isResourceName } from "../language/resource-name.ts";
import { ApiError } from "./api-error.ts";

/** Throws InvalidName for what no state machine, activity or execution can be called. */
export function checkName(name: string | undefined): void {
  if (name === undefined || isResourceName(name)) return;
  throw new ApiError("InvalidName", `Invalid Name: '${name}'`);
}
