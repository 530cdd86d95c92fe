import { stringArgument } from "./arguments.ts";
import { invalidArguments } from "./intrinsic-fault.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

/** The MIME Base64 of the text's UTF-8; at most 10,000 characters. */
export const base64Encode: IntrinsicFunction = ([value]) =>
  Buffer.from(boundedText(value, "States.Base64Encode"), "utf8").toString("base64");

/** Observed on AWS, 2026: what is not Base64 is skipped, and all ends at the first `=`. */
export const base64Decode: IntrinsicFunction = ([value]) => {
  const [text = ""] = boundedText(value, "States.Base64Decode").split("=", 1);
  return Buffer.from(text.replace(notBase64, ""), "base64").toString("utf8");
};

function boundedText(value: Parameters<typeof stringArgument>[0], name: string): string {
  const text = stringArgument(value, name);
  if (text.length > LENGTH_MAX) throw invalidArguments(name);
  return text;
}

const LENGTH_MAX = 10_000;
const notBase64 = /[^A-Za-z0-9+/_-]/g;
