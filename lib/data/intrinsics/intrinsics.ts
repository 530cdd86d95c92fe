import type { IntrinsicName } from "../../language/grammar/intrinsic-names.ts";
import {
  array,
  arrayContains,
  arrayGetItem,
  arrayLength,
  arrayPartition,
  arrayRange,
  arrayUnique,
} from "./array.ts";
import { base64Decode, base64Encode } from "./base64.ts";
import { format } from "./format.ts";
import { hash } from "./hash.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";
import { jsonMerge, jsonToString, stringToJson } from "./json.ts";
import { mathAdd, mathRandom } from "./math.ts";
import { stringSplit } from "./string-split.ts";

/** What evaluates a function, and how many arguments it takes: the least and the most. */
export interface Intrinsic {
  readonly run: IntrinsicFunction;
  readonly least: number;
  readonly most: number;
}

/** One row per function. #intrinsic-functions */
export const intrinsics: { readonly [N in IntrinsicName]: Intrinsic } = {
  "States.Array": { run: array, least: 0, most: Infinity },
  "States.ArrayPartition": { run: arrayPartition, least: 2, most: 2 },
  "States.ArrayContains": { run: arrayContains, least: 2, most: 2 },
  "States.ArrayRange": { run: arrayRange, least: 3, most: 3 },
  "States.ArrayGetItem": { run: arrayGetItem, least: 2, most: 2 },
  "States.ArrayLength": { run: arrayLength, least: 1, most: 1 },
  "States.ArrayUnique": { run: arrayUnique, least: 1, most: 1 },
  "States.Base64Encode": { run: base64Encode, least: 1, most: 1 },
  "States.Base64Decode": { run: base64Decode, least: 1, most: 1 },
  "States.Hash": { run: hash, least: 2, most: 2 },
  "States.Format": { run: format, least: 1, most: Infinity },
  "States.JsonMerge": { run: jsonMerge, least: 3, most: 3 },
  "States.JsonToString": { run: jsonToString, least: 1, most: 1 },
  "States.StringToJson": { run: stringToJson, least: 1, most: 1 },
  "States.StringSplit": { run: stringSplit, least: 2, most: 2 },
  "States.MathAdd": { run: mathAdd, least: 2, most: 2 },
  "States.MathRandom": { run: mathRandom, least: 2, most: 3 },
  // Observed on AWS, 2026: arguments of States.UUID are ignored.
  "States.UUID": { run: (_args, scope) => scope.entropy.uuid(), least: 0, most: Infinity },
};
