import type { Diagnostic } from "./diagnostic.ts";
import { error } from "./diagnostic-codes.ts";
import { javaSetOrder } from "./java-set-order.ts";
import { isJsonObject } from "./json.ts";
import { fieldsOf, hasField, type SchemaError } from "./schema.ts";
import { pointerTo, pointerTokens } from "./source/places.ts";
import type { StateType } from "./state-machine.ts";
import { didYouMean, quotedList } from "./suggestion.ts";

/** The diagnostic of one error of the schemas, or of all fields that one object lacks. */
export function describeSchemaErrors(group: readonly SchemaError[]): Diagnostic | undefined {
  const [found] = group;
  if (found === undefined) return undefined;
  const describeKeyword = keywords[found.keyword];
  if (describeKeyword) return describeKeyword(found, group);
  return schemaError(found.instancePath, `${subject(found)} ${found.message ?? "is not valid"}`);
}

type Describe = (found: SchemaError, group: readonly SchemaError[]) => Diagnostic | undefined;

function schemaError(
  pointer: string,
  message: string,
  awsMessage?: string,
  awsPointer?: string,
): Diagnostic {
  return error("SCHEMA_VALIDATION_FAILED", pointer, message, {
    ...(awsMessage === undefined ? {} : { awsMessage }),
    ...(awsPointer === undefined ? {} : { awsPointer }),
  });
}

const keywords: { readonly [keyword: string]: Describe } = {
  required: (found, group) => {
    const fields = group.map(({ params }) => String(params.missingProperty));
    const verb = fields.length === 1 ? "is" : "are";
    return schemaError(
      found.instancePath,
      `${quotedList(fields, "and")} ${verb} missing: ${article(owner(found))} must have ` +
        (fields.length === 1 ? "it" : "them"),
      fields.includes("Type")
        ? "The field 'Type' is required but was missing"
        : `These fields are required: ${awsList(fields)}`,
    );
  },

  additionalProperties: (found) => {
    const field = String(found.params.additionalProperty);
    return schemaError(
      found.instancePath + pointerTo([field]),
      `${JSON.stringify(field)} is not a field of ${article(owner(found))}${cure(field, found)}`,
      notSupported(field),
      found.instancePath,
    );
  },

  "false schema": (found) => {
    const field = lastToken(found.instancePath);
    return schemaError(
      found.instancePath,
      `${JSON.stringify(field)} belongs to the outermost Choice Rule, not to one inside it`,
      notSupported(field),
      parent(found.instancePath),
    );
  },

  type: (found) => {
    const types = [found.schema].flat().map(String);
    return schemaError(
      found.instancePath,
      `${subject(found)} must be ${types.map(article).join(" or ")}, found ${shown(found.data)}`,
      types.some((type) => type === "integer")
        ? "Expected value of type Integer"
        : `Expected value of type [${types.map((type) => type.toUpperCase()).join(", ")}]`,
    );
  },

  enum: (found) => {
    const allowed = [found.schema].flat().map(String);
    const meant = typeof found.data === "string" ? didYouMean(found.data, allowed) : "";
    return schemaError(
      found.instancePath,
      `${subject(found)} must be ${quotedList(allowed)}, found ${shown(found.data)}${meant}`,
      typeof found.data === "string"
        ? `Value should be one of the following: [${allowed.join(", ")}]`
        : "Expected value of type [STRING]",
    );
  },

  discriminator: (found) => {
    const { tagValue } = found.params;
    if (tagValue === undefined) return undefined; // "required" says so.
    const meant = typeof tagValue === "string" ? didYouMean(tagValue, stateTypes) : "";
    return schemaError(
      `${found.instancePath}/Type`,
      `"Type" must be ${quotedList(stateTypes)}, found ${shown(tagValue)}${meant}`,
      `The field 'Type' should have one of these values: [${stateTypes.join(", ")}]`,
    );
  },

  minimum: (found) => limitError(found, "at least", "Minimum"),
  maximum: (found) => limitError(found, "at most", "Maximum"),
  minItems: (found) => emptyError(found),
  minProperties: (found) => emptyError(found),

  not: (found) => {
    const fields = requiredOf(found.schema);
    return schemaError(
      found.instancePath,
      `only one of ${quotedList(fields, "and")} may be there: ${article(owner(found))} has both`,
      `There should only be one of the following fields: ${awsList(fields)}`,
    );
  },

  oneOf: (found) => {
    const alternatives = [found.schema].flat();
    const fields = alternatives.flatMap(requiredOf);
    const passing = found.params.passingSchemas;
    if (!Array.isArray(passing)) {
      return schemaError(
        found.instancePath,
        `one of ${quotedList(fields, "and")} must be there${notEnding(found)}`,
        `This object should have only one of the following fields: ${awsList(fields)}`,
      );
    }
    const present = fields.filter((field) => isJsonObject(found.data) && field in found.data);
    return schemaError(
      found.instancePath,
      `only one of ${quotedList(fields, "and")} may be there, found ${quotedList(present, "and")}`,
      `There should only be one of the following fields: ${awsList(fields)}`,
    );
  },

  anyOf: (found) => {
    const fields = [found.schema].flat().flatMap(requiredOf);
    return schemaError(
      found.instancePath,
      `at least one of ${quotedList(fields, "and")} must be there`,
      `This object should have at least one of the following fields: ${awsList(fields)}`,
    );
  },

  dependentRequired: (found) => {
    const { property, missingProperty } = found.params;
    return schemaError(
      found.instancePath,
      `"${property}" needs "${missingProperty}" beside it`,
      `These fields are required: [${missingProperty}]`,
    );
  },
};

/** In the order in which AWS lists them. */
const stateTypes: readonly StateType[] = [
  "Task",
  "Wait",
  "Pass",
  "Succeed",
  "Fail",
  "Choice",
  "Parallel",
  "Map",
];

function limitError(found: SchemaError, words: string, awsWord: string): Diagnostic {
  const limit = Number(found.params.limit);
  const types = isJsonObject(found.parentSchema) ? [found.parentSchema.type].flat() : [];
  // AWS writes the limits of fields that take fractions as Java writes doubles.
  const awsLimit = types.includes("number") ? limit.toFixed(1) : String(limit);
  return schemaError(
    found.instancePath,
    `${subject(found)} must be ${words} ${limit}, found ${shown(found.data)}`,
    `${awsWord} value is ${awsLimit}`,
  );
}

function emptyError(found: SchemaError): Diagnostic {
  return schemaError(
    found.instancePath,
    `${subject(found)} must not be empty`,
    "Value cannot be empty",
  );
}

function notEnding(found: SchemaError): string {
  const endsNot = isJsonObject(found.data) && found.data.End === false;
  return endsNot ? ', found only "End": false' : "";
}

function awsList(fields: readonly string[]): string {
  return `[${javaSetOrder(fields).join(", ")}]`;
}

function notSupported(field: string): string {
  return `Field '${field}' is not supported`;
}

function requiredOf(schema: unknown): string[] {
  const required = isJsonObject(schema) ? schema.required : undefined;
  return Array.isArray(required) ? required.map(String) : [];
}

/** Which states have the field, or which field was probably meant. */
function cure(field: string, found: SchemaError): string {
  if (/ state$/.test(owner(found))) {
    const holders = stateTypes.filter((type) => hasField(type, field));
    if (holders.length > 0) {
      const states = `${holders.join(", ")} state${holders.length === 1 ? "" : "s"}`;
      return `: only ${states} ${holders.length === 1 ? "has" : "have"} it`;
    }
  }
  return didYouMean(field, fieldsOf(found.parentSchema));
}

/** What the object at fault is: "Task state", "Retrier". */
function owner(found: SchemaError): string {
  const title = isJsonObject(found.parentSchema) ? found.parentSchema.title : undefined;
  if (typeof title === "string") return title;
  const type = isJsonObject(found.data) ? found.data.Type : undefined;
  return typeof type === "string" ? `${type} state` : "object";
}

/** The field at fault, in quotes; or which item of a list. */
function subject(found: SchemaError): string {
  const tokens = pointerTokens(found.instancePath);
  const last = tokens.at(-1);
  if (last === undefined) return "the definition";
  if (!/^\d+$/.test(last)) return JSON.stringify(last);
  return `item ${last} of ${JSON.stringify(tokens.at(-2) ?? "")}`;
}

function lastToken(pointer: string): string {
  return pointerTokens(pointer).at(-1) ?? "";
}

function parent(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

function article(noun: string): string {
  if (noun === "null") return noun;
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}

const shownMax = 40;

/** A value, in short. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}
