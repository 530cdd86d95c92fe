import { ApiError } from "./api-error.ts";

/**
 * Throws InvalidName for a name of a state machine, an activity or an execution with white space,
 * brackets, wildcards, special or control characters.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export function checkName(name: string | undefined): void {
  if (name === undefined || !forbidden.test(name)) return;
  throw new ApiError("InvalidName", `Invalid Name: '${name}'`);
}

const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
