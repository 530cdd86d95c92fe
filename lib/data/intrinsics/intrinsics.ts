import type { IntrinsicName } from "../../language/grammar/intrinsic-signatures.ts";
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

/** One row per function. #intrinsic-functions */
export const intrinsics: { readonly [N in IntrinsicName]: IntrinsicFunction } = {
  "States.Array": array,
  "States.ArrayPartition": arrayPartition,
  "States.ArrayContains": arrayContains,
  "States.ArrayRange": arrayRange,
  "States.ArrayGetItem": arrayGetItem,
  "States.ArrayLength": arrayLength,
  "States.ArrayUnique": arrayUnique,
  "States.Base64Encode": base64Encode,
  "States.Base64Decode": base64Decode,
  "States.Hash": hash,
  "States.Format": format,
  "States.JsonMerge": jsonMerge,
  "States.JsonToString": jsonToString,
  "States.StringToJson": stringToJson,
  "States.StringSplit": stringSplit,
  "States.MathAdd": mathAdd,
  "States.MathRandom": mathRandom,
  "States.UUID": (_args, scope) => scope.entropy.uuid(),
};
