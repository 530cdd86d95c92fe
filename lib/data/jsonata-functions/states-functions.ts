import { createHash } from "node:crypto";
import { type EngineFocus, evaluationOf } from "../jsonata-evaluation.ts";
import { type EngineFunction, makeFunction } from "./engine-functions.ts";
import { javaRandom } from "./java-random.ts";

/**
 * The functions that Step Functions adds to JSONata.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
export const statesFunctions = (): { readonly [name: string]: EngineFunction } => ({
  partition: makeFunction("<an:a>", function (this: EngineFocus, array?: unknown[], size?: number) {
    return array === undefined || size === undefined ? undefined : partition(array, size);
  }),
  range: makeFunction("<nnn:a>", function (this: EngineFocus, ...bounds: (number | undefined)[]) {
    const [first, end, step] = bounds;
    if (first === undefined || end === undefined || step === undefined) return undefined;
    return range(this, first, end, step);
  }),
  hash: makeFunction("<s-s:s>", function (this: EngineFocus, text?: string, algorithm?: string) {
    return text === undefined || algorithm === undefined ? undefined : hash(text, algorithm);
  }),
  random: makeFunction("<n?:n>", function (this: EngineFocus, seed?: number) {
    return seed === undefined ? evaluationOf(this).scope.entropy.random() : javaRandom(seed);
  }),
  uuid: makeFunction("<:s>", function (this: EngineFocus) {
    return evaluationOf(this).scope.entropy.uuid();
  }),
  parse: makeFunction("<s-:x>", function (this: EngineFocus, text?: string) {
    return text === undefined ? undefined : parse(text);
  }),
});

function partition(array: readonly unknown[], size: number): unknown[][] {
  if (!Number.isInteger(size) || size <= 0) {
    throw new Error(`the second argument of $partition must be a positive integer, got ${size}`);
  }
  const chunks: unknown[][] = [];
  for (let at = 0; at < array.length; at += size) chunks.push(array.slice(at, at + size));
  return chunks;
}

/** From `first` to `end`, which belongs to it where a step reaches it. */
function range(focus: EngineFocus, first: number, end: number, step: number): number[] {
  if (step === 0) throw new Error("the third argument of $range must not be 0");
  const length = Math.max(0, Math.floor((end - first) / step) + 1);
  const { budget } = evaluationOf(focus);
  budget.takeElements(length);
  budget.copyElements(length);
  return Array.from({ length }, (_, index) => first + index * step);
}

const algorithms: ReadonlyMap<string, string> = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

function hash(text: string, algorithm: string): string {
  const name = algorithms.get(algorithm);
  if (name === undefined) {
    const known = [...algorithms.keys()].join(", ");
    throw new Error(`$hash knows the algorithms ${known}, got ${JSON.stringify(algorithm)}`);
  }
  return createHash(name).update(text, "utf8").digest("hex");
}

/** Reads JSON: what AWS has instead of `$eval`. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the argument of $parse is not valid JSON");
  }
}
