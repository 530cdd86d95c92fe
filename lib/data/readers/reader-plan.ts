import {
  ExactNumber,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
} from "../../language/json.ts";
import type { CsvFormat } from "./csv.ts";
import { itemReaderFailed } from "./item-parser.ts";
import { pointerSteps } from "./json-items.ts";

/** What an ItemReader reads, decided by its Resource, parameters and ReaderConfig. */
export type ReaderPlan =
  /** Metadata of objects. */
  | { readonly source: "listing"; readonly bucket: string; readonly prefix: string }
  /** The contents of objects: Transformation LOAD_AND_FLATTEN. */
  | {
      readonly source: "listedFiles";
      readonly bucket: string;
      readonly prefix: string;
      readonly format: FileFormat;
    }
  | (ObjectPlace & { readonly source: "file"; readonly format: FileFormat })
  /** ManifestType S3_INVENTORY. */
  | (ObjectPlace & { readonly source: "inventory" })
  /** ManifestType ATHENA_DATA. */
  | (ObjectPlace & { readonly source: "athena"; readonly format: FileFormat });

interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

export type FileFormat =
  | ({ readonly type: "CSV" } & CsvFormat)
  | { readonly type: "JSON"; readonly pointer: readonly string[] }
  | { readonly type: "JSONL" }
  | { readonly type: "PARQUET" };

/** An ItemReader whose fields have been evaluated. */
export interface EvaluatedReader {
  readonly resource: string;
  readonly parameters: JsonValue;
  readonly config: JsonObject;
}

/** A Map Run never reads more. */
const itemsMax = 100_000_000;

/** How many items are read at most. Observed on AWS: 0 means all, a negative number fails. */
export function readerItemsMax({ config }: EvaluatedReader): number {
  const value = ownValue(config, "MaxItems");
  const maxItems = value instanceof ExactNumber ? value.value : value;
  if (typeof maxItems !== "number" || maxItems === 0) return itemsMax;
  if (maxItems < 0) throw itemReaderFailed("field MaxItems must be positive");
  return Math.min(Math.floor(maxItems), itemsMax);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export function readerPlan(reader: EvaluatedReader): ReaderPlan {
  const { config, resource } = reader;
  const bucket = parameter(reader, "Bucket");
  if (resource.toLowerCase().endsWith(":s3:listobjectsv2")) {
    const prefix = optionalParameter(reader, "Prefix") ?? "";
    if (ownValue(config, "Transformation") !== "LOAD_AND_FLATTEN") {
      return { source: "listing", bucket, prefix };
    }
    return { source: "listedFiles", bucket, prefix, format: fileFormat(config) };
  }
  const key = parameter(reader, "Key");
  const versionId = optionalParameter(reader, "VersionId");
  const manifestType = ownValue(config, "ManifestType");
  if (manifestType === "ATHENA_DATA") {
    return { source: "athena", bucket, key, versionId, format: fileFormat(config) };
  }
  if (manifestType === "S3_INVENTORY" || ownValue(config, "InputType") === "MANIFEST") {
    return { source: "inventory", bucket, key, versionId };
  }
  return { source: "file", bucket, key, versionId, format: fileFormat(config) };
}

function fileFormat(config: JsonObject): FileFormat {
  const inputType = ownValue(config, "InputType");
  const format = typeof inputType === "string" ? formats.get(inputType) : undefined;
  if (format !== undefined) return format(config);
  throw itemReaderFailed(
    `InputType must be one of ${[...formats.keys()].join(", ")}, but is ${JSON.stringify(inputType ?? null)}`,
  );
}

const formats = new Map<string, (config: JsonObject) => FileFormat>([
  ["CSV", csvFormat],
  ["JSON", jsonFormat],
  ["JSONL", () => ({ type: "JSONL" })],
  ["PARQUET", () => ({ type: "PARQUET" })],
]);

function csvFormat(config: JsonObject): FileFormat {
  const isGiven = ownValue(config, "CSVHeaderLocation") === "GIVEN";
  const headers = ownValue(config, "CSVHeaders");
  return {
    type: "CSV",
    delimiter: delimiters.get(ownValue(config, "CSVDelimiter") ?? "COMMA") ?? ",",
    headers: isGiven && isJsonArray(headers) ? headers.map(String) : undefined,
  };
}

const delimiters = new Map<JsonValue, string>([
  ["COMMA", ","],
  ["PIPE", "|"],
  ["SEMICOLON", ";"],
  ["SPACE", " "],
  ["TAB", "\t"],
]);

function jsonFormat(config: JsonObject): FileFormat {
  const pointer = ownValue(config, "ItemsPointer");
  return { type: "JSON", pointer: typeof pointer === "string" ? pointerSteps(pointer) : [] };
}

function parameter(reader: EvaluatedReader, name: string): string {
  const value = optionalParameter(reader, name);
  if (value !== undefined) return value;
  throw itemReaderFailed(`the ItemReader needs the parameter ${name}, a text`);
}

function optionalParameter({ parameters }: EvaluatedReader, name: string): string | undefined {
  const value = isJsonObject(parameters) ? ownValue(parameters, name) : undefined;
  return typeof value === "string" ? value : undefined;
}
