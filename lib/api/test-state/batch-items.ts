import type { StartMapRun } from "../../core/command.ts";
import { documentSizeBytes } from "../../data/size.ts";
import type { JsonObject, JsonValue } from "../../language/json.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export function batchItems(
  { batchInput, maxItemsPerBatch, maxInputBytesPerBatch }: NonNullable<StartMapRun["batcher"]>,
  items: readonly JsonValue[],
): readonly JsonObject[] {
  const asBatch = (batch: readonly JsonValue[]): JsonObject =>
    batchInput === undefined ? { Items: batch } : { BatchInput: batchInput, Items: batch };
  const itemsMax = maxItemsPerBatch ?? Number.POSITIVE_INFINITY;
  const bytesMax = maxInputBytesPerBatch ?? Number.POSITIVE_INFINITY;
  const fits = (batch: readonly JsonValue[]): boolean =>
    batch.length <= itemsMax && documentSizeBytes(asBatch(batch)) <= bytesMax;
  const batches: JsonValue[][] = [];
  for (const item of items) {
    const last = batches.at(-1);
    if (last !== undefined && fits([...last, item])) last.push(item);
    else batches.push([item]);
  }
  return batches.map(asBatch);
}
