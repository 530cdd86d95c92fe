import { resultFolder } from "../../data/writers/result-folder.ts";
import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { mapRunId } from "./map-run-names.ts";
import type { MapRunFailure, MapRunSnapshot } from "./map-run-snapshot.ts";

/**
 * The Map state's result: the children's outputs in the order of the items, or where they are.
 * Undefined: it is larger than a result may be.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export function mapRunOutput(
  run: MapRunSnapshot,
  written: JsonValue | undefined,
): JsonValue | undefined {
  const { writer } = run.order;
  if (writer === undefined) return run.outputs && [...run.outputs.values()];
  return writer.resource === undefined ? written : exportedResults(run);
}

function exportedResults({ info, order, redriveCount }: MapRunSnapshot): JsonObject {
  const { bucket, folder } = resultPlace(order.writer?.parameters ?? null, info, redriveCount);
  return {
    MapRunArn: info.mapRunArn,
    ResultWriterDetails: { Bucket: bucket, Key: `${folder}manifest.json` },
  };
}

/** Where the results of this attempt are written. */
export function resultPlace(
  parameters: JsonValue,
  { mapRunArn }: MapRunSnapshot["info"],
  redriveCount: number,
): { readonly bucket: string; readonly folder: string } {
  const parameter = (name: string): string => {
    const value = isJsonObject(parameters) ? ownValue(parameters, name) : undefined;
    return typeof value === "string" ? value : "";
  };
  const folder = resultFolder(parameter("Prefix"), mapRunId(mapRunArn), redriveCount);
  return { bucket: parameter("Bucket"), folder };
}

/** What AWS says of a result that is larger than a result may be. */
export function outputTooBig({ order }: MapRunSnapshot): MapRunFailure {
  return {
    error: "States.DataLimitExceeded",
    cause:
      `The state/task '${order.stateName}' returned a result with a size exceeding the maximum ` +
      "number of bytes service limit.",
    located: false,
  };
}
