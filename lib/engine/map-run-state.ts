import {
  type ChildStart,
  createMapRun,
  type MapRunSnapshot,
} from "../core/map-run/map-run-snapshot.ts";
import { Vector } from "../core/vector.ts";
import type { JsonValue } from "../language/json.ts";
import { writeResults } from "./execution-state.ts";
import type { MapRunMeta } from "./journal-port.ts";
import { addPlain, type ValuePacker, type ValueUnpacker } from "./large-values.ts";
import { ObjectText } from "./object-text.ts";
import type { StateFormat } from "./state-format.ts";

export type MapRunState = MapRunSnapshot;

/** How a Map Run's snapshot is written: what is in META is not written again. */
export const mapRunState: StateFormat<MapRunMeta, MapRunSnapshot> = {
  whole: (run, packer) => write(Vector.empty(), run, packer),
  changes: (before, run, packer) => write(before.outputs ?? Vector.empty(), run, packer),
  start: ({ info, order }) => createMapRun(info, order),
  read: (before, written, unpacker, { info, order }) => {
    const { outputs, whole, starting, ...rest } = written as WrittenRun;
    const fields = unpacker.unpack<Partial<MapRunSnapshot>>(rest);
    const base = whole === true ? Vector.empty<JsonValue>() : before.outputs;
    return {
      ...createMapRun(info, order),
      ...fields,
      starting: starting.map((start) => unpacker.unpack<ChildStart>(start)),
      outputs: outputs && readOutputs(base ?? Vector.empty(), outputs, unpacker),
    };
  },
};

type WrittenFields = { readonly [field: string]: unknown };

interface WrittenRun extends WrittenFields {
  readonly whole?: boolean;
  readonly starting: readonly WrittenFields[];
  /** Those that are new, by index; absent: they were given up. */
  readonly outputs?: readonly WrittenFields[] | undefined;
}

function write(
  before: Vector<JsonValue>,
  { info, order, outputs, starting, ...head }: MapRunSnapshot,
  packer: ValuePacker,
): string {
  const object = new ObjectText();
  packer.addAll(object, head, headValues);
  const starts = starting.map((start) => packer.write(start, startValues));
  object.add("starting", `[${starts.join()}]`);
  if (before.length === 0) addPlain(object, "whole", true);
  if (outputs !== undefined) object.add("outputs", writeResults(outputs, before, packer));
  return object.toString();
}

const headValues: ReadonlySet<string> = new Set(["output"]);
/** The user's documents in a child's start. */
const startValues: ReadonlySet<string> = new Set(["input", "mapItem"]);

function readOutputs(
  base: Vector<JsonValue>,
  written: readonly WrittenFields[],
  unpacker: ValueUnpacker,
): Vector<JsonValue> {
  const owner = {};
  let outputs = base;
  for (const entry of written) {
    const { i, r } = unpacker.unpack<{ readonly i: number; readonly r: JsonValue }>(entry);
    outputs = outputs.set(i, r, owner);
  }
  return outputs;
}
