import type { StartMapRun } from "../../core/command.ts";
import { nextChildInput } from "../../core/map-run/child-inputs.ts";
import { MapRunDraft } from "../../core/map-run/map-run-draft.ts";
import { mapRunInfo } from "../../core/map-run/map-run-names.ts";
import { createMapRun, type MapItem, notRead } from "../../core/map-run/map-run-snapshot.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import { awsLimits } from "../../data/limits.ts";
import type { Evaluate } from "../../data/scope.ts";
import type { JsonValue } from "../../language/json.ts";
import { readItems } from "./reader-items.ts";

/** What a Map makes of its items before any iteration starts. */
export interface PreparedItems {
  /** How many there are; undefined: they are in a file that the test does not have. */
  readonly count: number | undefined;
  /** By TestState's names. */
  readonly stages: ReadonlyMap<string, JsonValue>;
}

/** A Map that is about to start its iterations. */
export interface StartedMap {
  readonly order: StartMapRun;
  readonly itemSelector: Evaluate | undefined;
  readonly execution: ExecutionInfo;
  readonly at: number;
  readonly seed: number;
  /** What an ItemReader reads. */
  readonly readerData: string | undefined;
}

/** Reads, selects and batches the items as a Map Run does. Throws StatesError where it cannot. */
export async function prepareItems(map: StartedMap): Promise<PreparedItems> {
  const { order, itemSelector, readerData } = map;
  const stages = new Map<string, JsonValue>();
  const items = itemsOf(order, readerData);
  if (items === undefined) return { count: undefined, stages };
  const values = items.map(({ value }) => value);
  if (order.reader?.config.ItemsPointer !== undefined) stages.set("afterItemsPointer", values);
  if (itemSelector !== undefined) {
    const unbatched = { ...map, order: { ...order, batcher: undefined } };
    stages.set("afterItemSelector", await childInputs(unbatched, items));
  }
  if (order.batcher !== undefined) stages.set("afterItemBatcher", await childInputs(map, items));
  return { count: items.length, stages };
}

function itemsOf(
  { items, itemKeys, reader }: StartMapRun,
  readerData: string | undefined,
): readonly MapItem[] | undefined {
  if (reader !== undefined) {
    return readerData === undefined ? undefined : readItems(reader, readerData);
  }
  return items?.map((value, index) => ({ value, key: itemKeys?.[index], source: "STATE_DATA" }));
}

async function childInputs(
  { order, itemSelector, execution, at, seed }: StartedMap,
  items: readonly MapItem[],
): Promise<readonly JsonValue[]> {
  const { stateName, attempt } = order;
  const info = mapRunInfo(execution, {
    stateName,
    attempt,
    label: undefined,
    childType: "EXPRESS",
    generation: 0,
  });
  const mapRun = {
    ...createMapRun(info, { ...order, items: undefined }),
    nowMs: at,
    seed,
    reading: { ...notRead, items: items.length, ended: true, waiting: items },
  };
  const draft = new MapRunDraft(mapRun, awsLimits);
  const inputs: JsonValue[] = [];
  for (;;) {
    const child = await nextChildInput({ itemSelector }, draft);
    if (child === undefined) return inputs;
    inputs.push(child.input);
  }
}
