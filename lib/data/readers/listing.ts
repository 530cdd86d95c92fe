import { ExactNumber, type JsonObject } from "../../language/json.ts";

/** A row of S3's ListObjectsV2. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** In double quotes, which the item keeps. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
}

/**
 * The item that a listing makes of an object. LastModified is in seconds and spelled as Java spells
 * a double: 1.789180622E9.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export function listedItem(object: ListedObject): JsonObject {
  return {
    Etag: object.etag,
    Key: object.key,
    LastModified: javaDouble(object.lastModifiedMs / 1_000),
    Size: object.sizeBytes,
    StorageClass: object.storageClass,
  };
}

function javaDouble(value: number): ExactNumber {
  if (value < 1e7) return new ExactNumber(Number.isInteger(value) ? `${value}.0` : String(value));
  const [digits = "0", exponent = "0"] = value.toExponential().split("e+");
  return new ExactNumber(`${digits.includes(".") ? digits : `${digits}.0`}E${exponent}`);
}
