import { readDocument, writeDocument } from "../../data/document.ts";
import type { JsonValue } from "../../language/json.ts";
import { Vector } from "../vector.ts";
import { indexesOf } from "./index-ranges.ts";
import { createMapRun, type MapRunSnapshot } from "./map-run-snapshot.ts";

/** A Map Run's snapshot as one JSON text. */
export function writeMapRun(run: MapRunSnapshot): string {
  // Outputs are those of the children that succeeded, in their order.
  const outputs = run.outputs && [...run.outputs.values()];
  return writeDocument({ ...run, outputs } as never);
}

/** The snapshot that `writeMapRun` wrote. */
export function readMapRun(text: string): MapRunSnapshot {
  const written = readDocument(text) as unknown as Omit<MapRunSnapshot, "outputs"> & {
    readonly outputs?: readonly JsonValue[];
  };
  const outputs = written.outputs && readOutputs(written.outputs, written);
  return { ...createMapRun(written.info, written.order), ...written, outputs };
}

function readOutputs(
  outputs: readonly JsonValue[],
  { ended }: Pick<MapRunSnapshot, "ended">,
): Vector<JsonValue> {
  const owner = {};
  const indexes = indexesOf(ended.SUCCEEDED);
  let vector = Vector.empty<JsonValue>();
  for (const output of outputs) {
    const { value: index } = indexes.next();
    if (typeof index === "number") vector = vector.set(index, output, owner);
  }
  return vector;
}
