import type { Integration } from "./integration.ts";

/**
 * A function's or activity's own ARN, and any service without a row of its own: the handler gets
 * what Parameters made, and its answer is the result. #task-state
 */
export const direct: Integration = {
  input: ({ parameters }) => parameters,
  target: ({ resource }) => resource,
  result: (answer) => answer,
};
