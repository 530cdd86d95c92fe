import { isJsonArray, isJsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { CsvFields } from "./csv-fields.ts";
import { itemReaderFailed } from "./item-parser.ts";

/** A file that a manifest names. */
export interface ManifestFile {
  readonly bucket: string;
  readonly key: string;
}

export interface InventoryManifest {
  readonly files: readonly ManifestFile[];
  /** The columns of the files, which have no header of their own. */
  readonly headers: readonly string[];
}

/**
 * S3 Inventory's manifest.json.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
export function inventoryManifest(document: JsonValue): InventoryManifest {
  const field = (name: string): JsonValue | undefined =>
    isJsonObject(document) ? ownValue(document, name) : undefined;
  const format = field("fileFormat");
  if (format !== "CSV") {
    throw itemReaderFailed(
      `the S3 inventory's fileFormat must be CSV, but is ${JSON.stringify(format ?? null)}`,
    );
  }
  const bucket = textOf(field("destinationBucket"), "destinationBucket").replace(bucketArn, "");
  const schema = textOf(field("fileSchema"), "fileSchema");
  const files = field("files");
  if (!isJsonArray(files)) throw itemReaderFailed("the S3 inventory's manifest has no files");
  return {
    headers: schema.split(",").map((header) => header.trim()),
    files: files.map((file) => ({
      bucket,
      key: textOf(isJsonObject(file) ? ownValue(file, "key") : undefined, "files[].key"),
    })),
  };
}

/**
 * The data manifest of Athena's UNLOAD: one S3 URI per line.
 * https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
 */
export function athenaManifest(text: string): readonly ManifestFile[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const fields = new CsvFields(",");
      fields.add(line);
      return s3Uri(fields.take()[0] ?? "");
    });
}

const bucketArn = /^arn:[^:]+:s3:::/;

function s3Uri(uri: string): ManifestFile {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(uri.trim()) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw itemReaderFailed(`the Athena manifest must hold S3 URIs, but holds "${uri}"`);
}

function textOf(value: JsonValue | undefined, field: string): string {
  if (typeof value === "string") return value;
  throw itemReaderFailed(`the S3 inventory's manifest needs the text ${field}`);
}
