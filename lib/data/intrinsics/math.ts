import type { JsonValue } from "../../language/json.ts";
import { inInteger, integerArgument, numberArgument } from "./arguments.ts";
import { invalidArguments } from "./intrinsic-fault.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

/** The sum of two integers of 32 bits, which must be one too. Unlike others it rounds. */
export const mathAdd: IntrinsicFunction = ([first, second]) =>
  inInteger(roundedArgument(first) + roundedArgument(second), "States.MathAdd");

function roundedArgument(value: JsonValue | undefined): number {
  return inInteger(Math.round(numberArgument(value, "States.MathAdd")), "States.MathAdd");
}

/** From the first number, included, to the last, which is not. A seed makes it repeatable. */
export const mathRandom: IntrinsicFunction = ([first, last, seed], scope) => {
  const start = integerArgument(first, "States.MathRandom");
  const end = integerArgument(last, "States.MathRandom");
  if (start >= end) throw invalidArguments("States.MathRandom");
  const fraction =
    seed === undefined
      ? scope.entropy.random()
      : seededFraction(integerArgument(seed, "States.MathRandom"));
  return start + Math.floor(fraction * (end - start));
};

/** A number in [0, 1) that depends on the seed alone: the first one of mulberry32. */
function seededFraction(seed: number): number {
  const state = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
