import { javaText } from "../java-text.ts";
import { stringArgument, TEXT_BYTES_MAX, textableArgument } from "./arguments.ts";
import { IntrinsicFault, invalidArguments } from "./intrinsic-fault.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

/** Puts the arguments into the template's `{}`. A backslash escapes what follows it. */
export const format: IntrinsicFunction = ([first, ...values]) => {
  const pieces = readTemplate(stringArgument(first, "States.Format"));
  if (pieces.length - 1 !== values.length) {
    throw invalidArguments(
      "States.Format",
      ": number of arguments do not match the occurrences of {}.",
    );
  }
  let text = "";
  for (const [at, piece] of pieces.entries()) {
    if (at > 0) text += javaText(textableArgument(values[at - 1], "States.Format"));
    text += piece;
    if (text.length > TEXT_BYTES_MAX) throw invalidArguments("States.Format");
  }
  return text;
};

/** The texts around the `{}`, without escapes. */
function readTemplate(template: string): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (let index = 0; index < template.length; index++) {
    const char = template.charAt(index);
    if (char === "\\" && index + 1 < template.length) {
      piece += template.charAt(++index);
    } else if (char === "{") {
      if (template.charAt(++index) !== "}") throw unmatched("}", "{");
      pieces.push(piece);
      piece = "";
    } else if (char === "}") {
      throw unmatched("{", "}");
    } else {
      piece += char;
    }
  }
  return [...pieces, piece];
}

/** Observed on AWS: https://github.com/aws/aws-cdk/issues/29261 */
function unmatched(missing: string, found: string): IntrinsicFault {
  return new IntrinsicFault(
    `Invalid template in States.Format: matching '${missing}' not found for '${found}'.`,
  );
}
