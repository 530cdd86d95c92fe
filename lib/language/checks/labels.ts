import { error } from "../diagnostic-codes.ts";
import { ownValue } from "../json.ts";
import type { Check } from "./check.ts";

/**
 * The Label of a distributed Map becomes part of an ARN.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export const labels: Check = function* ({ states, isOpen }) {
  const first = new Map<string, string>();
  for (const { fields, pointer, type } of states) {
    const label = ownValue(fields, "Label");
    if (type !== "Map" || typeof label !== "string" || isOpen(label)) continue;
    const place = `${pointer}/Label`;
    const fault = faultOf(label);
    if (fault) {
      yield error("INVALID_LABEL_NAME", place, `the Label ${fault.message}`, {
        awsMessage: `Label name '${label}' ${fault.aws}`,
      });
    }
    const other = first.get(label);
    if (other === undefined) first.set(label, pointer);
    else {
      yield error(
        "DUPLICATE_LABEL_NAME",
        place,
        `the Label ${JSON.stringify(label)} is taken by ${other}`,
        { awsMessage: `Duplicate Label name: ${label}` },
      );
    }
  }
};

const labelLengthMax = 40;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for
const forbidden = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/u;

function faultOf(label: string): { message: string; aws: string } | undefined {
  if (label === "") return { message: "is empty", aws: "cannot be empty" };
  if (label.length > labelLengthMax) {
    return {
      message: `has ${label.length} characters: it must have at most ${labelLengthMax}`,
      aws: "exceeds the 40-character limit allowed by the service",
    };
  }
  const found = forbidden.exec(label)?.[0];
  if (found === undefined) return undefined;
  return {
    message: `must not contain ${JSON.stringify(found)}`,
    aws: "contains invalid characters",
  };
}
