import type { JsonObject } from "../../language/json.ts";

export type ResultFileStatus = "SUCCEEDED" | "FAILED" | "PENDING";

/** A file of results, as the manifest lists it. */
export interface ResultFile {
  readonly key: string;
  readonly sizeBytes: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export function resultManifest(
  bucket: string,
  mapRunArn: string,
  files: { readonly [status in ResultFileStatus]: readonly JsonObject[] },
): JsonObject {
  const { FAILED, PENDING, SUCCEEDED } = files;
  return {
    DestinationBucket: bucket,
    MapRunArn: mapRunArn,
    ResultFiles: { FAILED, PENDING, SUCCEEDED },
  };
}

/** What the manifest says of a file. */
export function manifestFile({ key, sizeBytes }: ResultFile): JsonObject {
  return { Key: key, Size: sizeBytes };
}
