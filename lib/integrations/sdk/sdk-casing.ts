import { writeDocument } from "../../data/document.ts";
import {
  defineKey,
  ExactNumber,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../../language/json.ts";
import { sdkMemberName } from "../../language/sdk-names.ts";
import { unsupportedField } from "../parameter-faults.ts";
import { jsonFromPlain, plainFromJson } from "../plain-json.ts";
import { type SdkSchema, type SdkShapeKind, shapeKind } from "./sdk-schema.ts";

/**
 * Parameters as the SDK takes them: members by their names in the API's model, instants as Dates,
 * blobs as bytes. Null counts as absent. Throws TaskError for a member that the API does not have.
 *
 * Observed on AWS 2025: the body of an S3 object is the value's JSON text, a text's quotes
 * included; where the API wants a text, another value's JSON text is sent.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function sdkInput(schema: SdkSchema, parameters: JsonObject): object {
  return structureInput(schema, parameters, parameters);
}

/**
 * Whose names an answer's members have: those of the AWS SDK for Java 2, as AWS SDK integrations
 * give them, or those of the API's model, as optimised integrations do.
 */
export type MemberNaming = "java" | "model";

/**
 * The SDK's answer as Step Functions gives it: instants as ISO 8601 texts, blobs as the text that
 * they hold (base64 where they hold none).
 */
export function sdkOutput(schema: SdkSchema, answer: object, naming: MemberNaming): JsonObject {
  return structureOutput(schema, answer, naming);
}

type InputRow = (schema: SdkSchema, value: JsonValue, parameters: JsonObject) => unknown;

const inputs: { readonly [K in SdkShapeKind]: InputRow } = {
  structure: (schema, value, parameters) =>
    isJsonObject(value) ? structureInput(schema, value, parameters) : plainFromJson(value),
  list: (schema, value, parameters) => {
    if (!isJsonArray(value)) return plainFromJson(value);
    const member = schema.getValueSchema();
    return value.map((item) => inputOf(member, item, parameters) ?? null);
  },
  map: (schema, value, parameters) => {
    if (!isJsonObject(value)) return plainFromJson(value);
    const member = schema.getValueSchema();
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      inputOf(member, item, parameters),
    ]);
    return Object.fromEntries(entries);
  },
  blob: (schema, value) => {
    const text = typeof value === "string" && !schema.isStreaming() ? value : writeDocument(value);
    return Buffer.from(text);
  },
  timestamp: (_schema, value) => new Date(instantMs(value)),
  string: (_schema, value) => (typeof value === "string" ? value : writeDocument(value)),
  number: (_schema, value) => {
    if (typeof value === "string" && value.trim() !== "") return Number(value);
    return plainFromJson(value);
  },
  boolean: (_schema, value) => (typeof value === "string" ? value === "true" : value),
  document: (_schema, value) => plainFromJson(value),
};

function inputOf(schema: SdkSchema, value: JsonValue, parameters: JsonObject): unknown {
  return value === null ? undefined : inputs[shapeKind(schema)](schema, value, parameters);
}

function structureInput(schema: SdkSchema, value: JsonObject, parameters: JsonObject): object {
  const members = membersOf(schema).byKey;
  const input: { [member: string]: unknown } = {};
  for (const [key, item] of Object.entries(value)) {
    const member = members.get(key.toLowerCase());
    if (member === undefined) throw unsupportedField(key, parameters);
    input[member.name] = inputOf(member.schema, item, parameters);
  }
  return input;
}

/** A text is ISO 8601; a number is seconds since the epoch, or milliseconds if it is that large. */
function instantMs(value: JsonValue): number {
  if (typeof value === "string") return Date.parse(value);
  const number = value instanceof ExactNumber ? value.value : Number(value);
  return number > 1e11 ? number : 1_000 * number;
}

type OutputRow = (schema: SdkSchema, value: unknown, naming: MemberNaming) => JsonValue;

const outputs: { readonly [K in SdkShapeKind]: OutputRow } = {
  structure: (schema, value, naming) => structureOutput(schema, value as object, naming),
  list: (schema, value, naming) => {
    const member = schema.getValueSchema();
    return [...(value as Iterable<unknown>)].map((item) => outputOf(member, item, naming) ?? null);
  },
  map: (schema, value, naming) => {
    const member = schema.getValueSchema();
    const output: MutableJsonObject = {};
    for (const [key, item] of Object.entries(value as object)) {
      defineKey(output, key, outputOf(member, item, naming) ?? null);
    }
    return output;
  },
  blob: (_schema, value) => blobText(value as Uint8Array),
  timestamp: (_schema, value) => instantText(value as Date),
  string: (_schema, value) => String(value),
  number: (_schema, value) => jsonFromPlain(value),
  boolean: (_schema, value) => value === true,
  document: (_schema, value) => jsonFromPlain(value),
};

function outputOf(schema: SdkSchema, value: unknown, naming: MemberNaming): JsonValue | undefined {
  if (value === undefined || value === null) return undefined;
  return outputs[shapeKind(schema)](schema, value, naming);
}

function structureOutput(schema: SdkSchema, value: object, naming: MemberNaming): JsonObject {
  const output: MutableJsonObject = {};
  for (const { name, key, schema: member } of membersOf(schema).all) {
    const item = outputOf(member, Reflect.get(value, name), naming);
    if (item !== undefined) defineKey(output, naming === "java" ? key : name, item);
  }
  return output;
}

/** `2026-11-23T04:05:06Z`, with milliseconds only where there are any. */
function instantText(instant: Date): string {
  return instant.toISOString().replace(".000Z", "Z");
}

function blobText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString("base64");
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

interface Member {
  /** In the API's model, and so in the SDK. */
  readonly name: string;
  /** In Step Functions. */
  readonly key: string;
  readonly schema: SdkSchema;
}

interface Members {
  readonly all: readonly Member[];
  /** By key and by name, in lower case. */
  readonly byKey: ReadonlyMap<string, Member>;
}

const knownMembers = new WeakMap<object, Members>();

const noMembers: Members = { all: [], byKey: new Map() };

function membersOf(schema: SdkSchema): Members {
  // What an operation answers that has no answer is a text, and no structure.
  if (!schema.isStructSchema()) return noMembers;
  const structure = schema.getSchema() as object;
  const known = knownMembers.get(structure);
  if (known !== undefined) return known;
  const all = Object.entries(schema.getMemberSchemas()).map(([name, member]) => ({
    name,
    key: sdkMemberName(name),
    schema: member,
  }));
  const byKey = new Map(
    all.flatMap((member) => [
      [member.name.toLowerCase(), member] as const,
      [member.key.toLowerCase(), member] as const,
    ]),
  );
  const members = { all, byKey };
  knownMembers.set(structure, members);
  return members;
}
