import { createHash } from "node:crypto";
import { javaText } from "../java-text.ts";
import { stringArgument, textableArgument } from "./arguments.ts";
import { invalidArguments } from "./intrinsic-fault.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

/** The hexadecimal digest of a text of at most 10,000 characters; others are made Java texts. */
export const hash: IntrinsicFunction = ([data, algorithm]) => {
  const name = algorithms.get(stringArgument(algorithm, "States.Hash"));
  const text = javaText(textableArgument(data, "States.Hash"));
  if (name === undefined || text.length > LENGTH_MAX) throw invalidArguments("States.Hash");
  return createHash(name).update(text, "utf8").digest("hex");
};

const LENGTH_MAX = 10_000;
const algorithms = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);
