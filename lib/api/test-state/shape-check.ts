import {
  ExactNumber,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../language/json.ts";
import { sdkMemberName } from "../../language/sdk-names.ts";
import type { ResultShape } from "./service-shapes.ts";

/** `mock.fieldValidationMode`. */
export type FieldValidationMode = "STRICT" | "PRESENT" | "NONE";

/**
 * How the value differs from the shape, in AWS's words; undefined: it conforms. STRICT also wants
 * every required member. Members that the model does not know are ignored, and null counts as
 * absent. https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html#mocking-service-integrations
 */
export function shapeFault(
  shape: ResultShape,
  value: JsonValue,
  mode: FieldValidationMode,
  field = "",
): string | undefined {
  if (value === null || mode === "NONE") return undefined;
  const check = checks[shape.type] as Check<ResultShape["type"]>;
  const fault = check(shape, value, mode, field);
  if (fault === undefined || fault.final) return fault?.text;
  return `Field '${field}' ${fault.text}`;
}

type ShapeOfType<T extends ResultShape["type"]> = Extract<ResultShape, { readonly type: T }>;

/** `final`: the text is of a field deeper inside and complete. */
interface Fault {
  readonly text: string;
  readonly final?: boolean;
}

type Check<T extends ResultShape["type"]> = (
  shape: ShapeOfType<T>,
  value: JsonValue,
  mode: FieldValidationMode,
  field: string,
) => Fault | undefined;

const checks: { readonly [T in ResultShape["type"]]: Check<T> } = {
  document: () => undefined,
  boolean: (_shape, value) =>
    typeof value === "boolean" ? undefined : { text: "must be a boolean" },
  string: ({ min, max }, value) => {
    if (typeof value !== "string") return { text: "must be a string" };
    if (min !== undefined && value.length < min) return { text: "is less than the minimum length" };
    if (max !== undefined && value.length > max) return { text: "exceeds the maximum length" };
    return undefined;
  },
  number: ({ min, max }, value) => {
    const number = value instanceof ExactNumber ? value.value : value;
    if (typeof number !== "number") return { text: "must be a number" };
    if (min !== undefined && number < min) return { text: "is less than the minimum value" };
    if (max !== undefined && number > max) return { text: "exceeds the maximum value" };
    return undefined;
  },
  enum: ({ values }, value) => {
    if (typeof value !== "string") return { text: "must be a string" };
    return values.has(value) ? undefined : { text: "is not an expected value" };
  },
  list: ({ member }, value, mode, field) => {
    if (!isJsonArray(value)) return { text: "must be an array" };
    const shape = member();
    return firstFault(value, (item) => shapeFault(shape, item, mode, field));
  },
  map: (shape, value, mode) => {
    if (!isJsonObject(value)) return { text: "must be an object" };
    const shapeOfValues = shape.value();
    return firstFault(Object.entries(value), ([key, item]) =>
      shapeFault(shapeOfValues, item, mode, key),
    );
  },
  structure: (shape, value, mode) => {
    if (!isJsonObject(value)) return { text: "must be an object" };
    return missingMember(shape, value, mode) ?? faultyMember(shape, value, mode);
  },
};

function missingMember(
  { required }: ShapeOfType<"structure">,
  value: JsonObject,
  mode: FieldValidationMode,
): Fault | undefined {
  if (mode !== "STRICT") return undefined;
  const missing = required.find((name) => !namesOf(name).some((key) => Object.hasOwn(value, key)));
  if (missing === undefined) return undefined;
  return { text: `Required field '${namesOf(missing)[0]}' is missing`, final: true };
}

function faultyMember(
  { members }: ShapeOfType<"structure">,
  value: JsonObject,
  mode: FieldValidationMode,
): Fault | undefined {
  const byKey = new Map(
    [...members].flatMap(([name, shape]) => namesOf(name).map((key) => [key, shape] as const)),
  );
  return firstFault(Object.entries(value), ([key, item]) => {
    const shape = byKey.get(key);
    return shape && shapeFault(shape(), item, mode, key);
  });
}

/** How Step Functions spells a member: optimised integrations as the service, SDK calls as Java. */
function namesOf(member: string): readonly [string, string] {
  return [member.slice(0, 1).toUpperCase() + member.slice(1), sdkMemberName(member)];
}

function firstFault<T>(
  items: readonly T[],
  check: (item: T) => string | undefined,
): Fault | undefined {
  for (const item of items) {
    const text = check(item);
    if (text !== undefined) return { text, final: true };
  }
  return undefined;
}
