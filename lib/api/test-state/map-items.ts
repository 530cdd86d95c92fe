import type { StartMapRun } from "../../core/command.ts";
import type { CompiledMap } from "../../core/compiled-state.ts";
import { SeededEntropy } from "../../core/entropy.ts";
import { awsLimits } from "../../data/limits.ts";
import type { ParsedItem } from "../../data/readers/item-parser.ts";
import type { JsonObject, JsonValue } from "../../language/json.ts";
import { batchItems } from "./batch-items.ts";
import { testedStateName } from "./one-state-machine.ts";
import { readItems } from "./reader-items.ts";
import type { StateRun, StateTest } from "./run-state.ts";

/** What a Map makes of its items before any iteration starts, by TestState's names. */
export async function inspectItems(
  test: StateTest,
  { machine, mapRun }: StateRun,
  readerData: string | undefined,
): Promise<ReadonlyMap<string, JsonValue>> {
  const shown = new Map<string, JsonValue>();
  const state = machine.states.get(testedStateName);
  if (mapRun === undefined || state?.type !== "Map") return shown;
  const items = itemsOf(mapRun, readerData);
  if (items === undefined) return shown;
  let inputs: readonly JsonValue[] = items.map(({ value }) => value);
  if (mapRun.reader?.config.ItemsPointer !== undefined) shown.set("afterItemsPointer", inputs);
  if (state.itemSelector !== undefined) {
    inputs = await selectItems(state.itemSelector, items, mapRun, test);
    shown.set("afterItemSelector", inputs);
  }
  if (mapRun.batcher !== undefined) {
    shown.set("afterItemBatcher", batchItems(mapRun.batcher, inputs));
  }
  return shown;
}

/** How many iterations the Map has, as far as that is known. */
export function itemCount(mapRun: StartMapRun, readerData: string | undefined): number | undefined {
  return itemsOf(mapRun, readerData)?.length;
}

function itemsOf(mapRun: StartMapRun, readerData: string | undefined): ParsedItem[] | undefined {
  const { items, itemKeys, reader } = mapRun;
  if (reader !== undefined) {
    return readerData === undefined ? undefined : readItems(reader, readerData);
  }
  return items?.map((value, index) => ({ value, key: itemKeys?.[index] }));
}

async function selectItems(
  selector: NonNullable<CompiledMap["itemSelector"]>,
  items: readonly ParsedItem[],
  mapRun: StartMapRun,
  test: StateTest,
): Promise<readonly JsonValue[]> {
  const selected: JsonValue[] = [];
  const entropy = new SeededEntropy(test.execution.executionArn, test.seed, 0);
  for (const [index, { value, key }] of items.entries()) {
    const item = { Index: index, Value: value, ...(key !== undefined && { Key: key }) };
    const context: JsonObject = { ...mapRun.context, Map: { Item: item } };
    const { input, variables } = mapRun;
    const scope = { input, variables, context, entropy, nowMs: test.at, limits: awsLimits };
    selected.push(await selector(scope));
  }
  return selected;
}
