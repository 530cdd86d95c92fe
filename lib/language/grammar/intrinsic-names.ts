/**
 * The intrinsic functions. #intrinsic-functions
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export const intrinsicNames = [
  "States.Array",
  "States.ArrayPartition",
  "States.ArrayContains",
  "States.ArrayRange",
  "States.ArrayGetItem",
  "States.ArrayLength",
  "States.ArrayUnique",
  "States.Base64Encode",
  "States.Base64Decode",
  "States.Hash",
  "States.Format",
  "States.JsonMerge",
  "States.JsonToString",
  "States.StringToJson",
  "States.StringSplit",
  "States.MathAdd",
  "States.MathRandom",
  "States.UUID",
] as const;

export type IntrinsicName = (typeof intrinsicNames)[number];
