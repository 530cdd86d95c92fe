import { stringArgument } from "./arguments.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

/**
 * The parts between the delimiters, of which each character of the second argument is one; empty
 * parts are left out. Observed on AWS 2023-02-20, intrinsic_functions/string_split.
 */
export const stringSplit: IntrinsicFunction = ([value, splitter]) => {
  const text = stringArgument(value, "States.StringSplit");
  const delimiters = new Set(stringArgument(splitter, "States.StringSplit"));
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    if (index < text.length && !delimiters.has(text.charAt(index))) continue;
    if (index > start) parts.push(text.slice(start, index));
    start = index + 1;
  }
  return parts;
};
