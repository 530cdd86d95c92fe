/**
 * The intrinsic functions: what each takes and gives. #intrinsic-functions
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

export type IntrinsicType = "any" | "array" | "boolean" | "null" | "number" | "object" | "string";

export interface IntrinsicSignature {
  readonly required: readonly IntrinsicType[];
  readonly optional: readonly IntrinsicType[];
  /** True: any number of further arguments of any type. */
  readonly rest: boolean;
  readonly result: IntrinsicType;
}

export const intrinsicSignatures: { readonly [N in IntrinsicName]: IntrinsicSignature } = {
  "States.Array": { required: [], optional: [], rest: true, result: "array" },
  "States.ArrayPartition": takes(["array", "number"], "array"),
  "States.ArrayContains": takes(["array", "any"], "boolean"),
  "States.ArrayRange": takes(["number", "number", "number"], "array"),
  "States.ArrayGetItem": takes(["array", "number"], "any"),
  "States.ArrayLength": takes(["array"], "number"),
  "States.ArrayUnique": takes(["array"], "array"),
  "States.Base64Encode": takes(["string"], "string"),
  "States.Base64Decode": takes(["string"], "string"),
  "States.Hash": takes(["any", "string"], "string"),
  "States.Format": { required: ["string"], optional: [], rest: true, result: "string" },
  "States.JsonMerge": takes(["object", "object", "boolean"], "object"),
  "States.JsonToString": takes(["any"], "string"),
  "States.StringToJson": takes(["string"], "any"),
  "States.StringSplit": takes(["string", "string"], "array"),
  "States.MathAdd": takes(["number", "number"], "number"),
  "States.MathRandom": {
    required: ["number", "number"],
    optional: ["number"],
    rest: false,
    result: "number",
  },
  "States.UUID": takes([], "string"),
};

function takes(required: readonly IntrinsicType[], result: IntrinsicType): IntrinsicSignature {
  return { required, optional: [], rest: false, result };
}
