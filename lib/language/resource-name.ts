/**
 * Whether a state machine, an activity or an execution may have this name: no white space,
 * brackets, wildcards, special or control characters.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function isResourceName(name: string): boolean {
  return !forbidden.test(name);
}

const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
