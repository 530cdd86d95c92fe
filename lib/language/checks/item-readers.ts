import type { Diagnostic } from "../diagnostic.ts";
import { error, warning } from "../diagnostic-codes.ts";
import { type JsonObject, ownValue } from "../json.ts";
import { parseResource } from "../resource.ts";
import { quotedList } from "../suggestion.ts";
import type { Check } from "./check.ts";
import type { Part } from "./parts.ts";
import { destinationFaults } from "./s3-destinations.ts";

/**
 * An ItemReader reads an S3 object or lists a bucket, and says what the object is.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export const itemReaders: Check = function* ({ states, isOpen }) {
  for (const { parts, type } of states) {
    const reader = parts.find(({ kind }) => kind === "itemReader");
    if (type !== "Map" || reader === undefined) continue;
    const resource = ownValue(reader.fields, "Resource");
    if (typeof resource === "string" && !isOpen(resource)) yield* resourceFaults(reader, resource);
    yield* destinationFaults(reader, ["Bucket", "Key", "Prefix"]);
    const config = parts.find(({ kind }) => kind === "readerConfig");
    const lists = typeof resource === "string" && resource.endsWith(":s3:listObjectsV2");
    yield* inputTypeFaults(reader, config?.fields, lists);
    if (config) yield* configFaults(config);
  }
};

const readerResources = ["getObject", "listObjectsV2"];

function* resourceFaults({ pointer }: Part, resource: string): Generator<Diagnostic> {
  const parsed = parseResource(resource);
  const known =
    parsed.kind === "service" &&
    parsed.resourceType === "s3" &&
    readerResources.includes(parsed.resource);
  if (known) return;
  yield error(
    "SCHEMA_VALIDATION_FAILED",
    `${pointer}/Resource`,
    '"Resource" must be "arn:aws:states:::s3:getObject" or "arn:aws:states:::s3:listObjectsV2", ' +
      `found ${JSON.stringify(resource)}`,
    { awsMessage: "The field 'Resource' does not match any of the allowed values" },
  );
}

function* inputTypeFaults(
  { pointer }: Part,
  config: JsonObject | undefined,
  lists: boolean,
): Generator<Diagnostic> {
  if (lists || (config && Object.hasOwn(config, "InputType"))) return;
  const message = 'the ReaderConfig should say what the object is: "InputType" is missing';
  yield warning("INCOMPLETE_READER", pointer, message);
}

/** The fields that go with some InputTypes only. */
const fieldInputTypes: { readonly [field: string]: readonly string[] } = {
  CSVHeaderLocation: ["CSV", "MANIFEST"],
  CSVHeaders: ["CSV", "MANIFEST"],
  CSVDelimiter: ["CSV", "MANIFEST"],
  ItemsPointer: ["JSON"],
};

function* configFaults({ fields, pointer }: Part): Generator<Diagnostic> {
  const inputType = ownValue(fields, "InputType");
  for (const [field, types] of Object.entries(fieldInputTypes)) {
    if (!Object.hasOwn(fields, field) || typeof inputType !== "string") continue;
    if (types.includes(inputType) || inputType.includes("${")) continue;
    yield error(
      "SCHEMA_VALIDATION_FAILED",
      `${pointer}/${field}`,
      `"${field}" goes with the InputType ${quotedList(types)}, found "${inputType}"`,
      { awsMessage: `Field '${field}' is not supported`, awsPointer: pointer },
    );
  }
  yield* headerFaults(fields, pointer);
  const itemsPointer = ownValue(fields, "ItemsPointer");
  if (typeof itemsPointer === "string" && !/^(?:\/|$|\$\{)/.test(itemsPointer)) {
    const message = `"ItemsPointer" must be a JSON pointer such as "/orders/open", found "${itemsPointer}"`;
    yield error("SCHEMA_VALIDATION_FAILED", `${pointer}/ItemsPointer`, message);
  }
}

function* headerFaults(fields: JsonObject, pointer: string): Generator<Diagnostic> {
  const location = ownValue(fields, "CSVHeaderLocation");
  if (location === undefined && ownValue(fields, "InputType") === "CSV") {
    yield warning(
      "INCOMPLETE_READER",
      pointer,
      'a CSV file needs "CSVHeaderLocation": "FIRST_ROW", or "GIVEN" with "CSVHeaders"',
    );
  }
  const hasHeaders = Object.hasOwn(fields, "CSVHeaders");
  if (location === "GIVEN" && !hasHeaders) {
    yield error(
      "SCHEMA_VALIDATION_FAILED",
      pointer,
      '"CSVHeaders" is missing: with "CSVHeaderLocation": "GIVEN" it names the columns',
      { awsMessage: "These fields are required: [CSVHeaders]" },
    );
  }
  if (location === "FIRST_ROW" && hasHeaders) {
    const message = '"CSVHeaders" has no effect: the names of the columns are in the first row';
    yield warning("NO_EFFECT", `${pointer}/CSVHeaders`, message);
  }
}
