import type { Limits } from "../../data/limits.ts";
import type { Evaluate, Scope } from "../../data/scope.ts";
import { documentSizeBytes } from "../../data/size.ts";
import { StatesError } from "../../data/states-error.ts";
import type { JsonObject, JsonValue } from "../../language/json.ts";
import { SeededEntropy } from "../entropy.ts";
import { type MaybePromise, whenDone } from "../maybe-promise.ts";
import { MapRunDraft } from "./map-run-draft.ts";
import type { MapItem, MapRunSnapshot } from "./map-run-snapshot.ts";

/** What a Map Run runs of the definition, compiled. */
export interface MapRunProgram {
  readonly itemSelector: Evaluate | undefined;
}

/** What the next child execution gets. */
export interface ChildInput {
  readonly input: JsonValue;
  readonly mapItem: JsonObject | undefined;
  readonly items: number;
}

/** The next child's input; undefined: there are no items for it (yet). */
export function nextChildInput(
  program: MapRunProgram,
  draft: MapRunDraft,
): MaybePromise<ChildInput | undefined> {
  return draft.run.order.batcher === undefined ? oneItem(program, draft) : batch(program, draft);
}

/** The inputs of the children that were not started, of items that are known. */
export async function* pendingInputs(
  program: MapRunProgram,
  snapshot: MapRunSnapshot,
  limits: Limits,
): AsyncGenerator<JsonValue> {
  const reading = { ...snapshot.reading, ended: true };
  const draft = new MapRunDraft({ ...snapshot, reading }, limits);
  for (;;) {
    try {
      const child = await nextChildInput(program, draft);
      if (child === undefined) return;
      yield child.input;
    } catch (error) {
      // An item that has no input for a child is none that could be started.
      if (!(error instanceof StatesError)) throw error;
    }
  }
}

function oneItem(program: MapRunProgram, draft: MapRunDraft): MaybePromise<ChildInput | undefined> {
  const index = draft.run.itemsTaken;
  const item = draft.takeItem();
  if (item === undefined) return undefined;
  const mapItem = itemContext(item, index);
  return whenDone(select(program, draft, item, mapItem), (input) => {
    checkSize(draft, input, index);
    return { input, mapItem, items: 1 };
  });
}

/**
 * The next batch: full, or the last one.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
async function batch(program: MapRunProgram, draft: MapRunDraft): Promise<ChildInput | undefined> {
  const { run } = draft;
  const { maxItemsPerBatch = Number.POSITIVE_INFINITY } = run.order.batcher ?? {};
  while (draft.batch.length < maxItemsPerBatch) {
    const index = run.itemsTaken;
    const item = draft.takeItem();
    if (item === undefined) {
      if (draft.batch.length === 0 || !draft.allRead) return undefined;
      break;
    }
    const value = await select(program, draft, item, itemContext(item, index));
    const sizeBytes = documentSizeBytes(value);
    if (draft.batch.length === 0) {
      checkSize(draft, batchInput(draft, [value]), index);
    } else if (run.batchBytes + 1 + sizeBytes > batchBytesMax(draft)) {
      return flush(draft, [value], sizeBytes);
    }
    run.batchBytes += sizeBytes + (draft.batch.length === 0 ? 0 : 1);
    draft.batch.push(value);
  }
  return flush(draft, [], 0);
}

/** Takes the batch; another one begins. */
function flush(draft: MapRunDraft, next: JsonValue[], nextBytes: number): ChildInput {
  const items = draft.batch;
  draft.batch = next;
  draft.run.batchBytes = nextBytes;
  return { input: batchInput(draft, items), mapItem: undefined, items: items.length };
}

function batchInput({ run }: MapRunDraft, items: readonly JsonValue[]): JsonObject {
  const BatchInput = run.order.batcher?.batchInput;
  return BatchInput === undefined ? { Items: items } : { BatchInput, Items: items };
}

/** Bytes that the items of a batch may have, with commas between them. */
function batchBytesMax(draft: MapRunDraft): number {
  const { maxInputBytesPerBatch = Number.POSITIVE_INFINITY } = draft.run.order.batcher ?? {};
  const most = Math.min(maxInputBytesPerBatch, draft.limits.payloadBytesMax);
  return most - documentSizeBytes(batchInput(draft, []));
}

/** `$$.Map.Item`. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function itemContext({ value, key, source }: MapItem, index: number): JsonObject {
  return key === undefined
    ? { Index: index, Value: value, Source: source }
    : { Index: index, Key: key, Value: value, Source: source };
}

/** ItemSelector's value, or the item: of an object, the pair of key and value. */
function select(
  program: MapRunProgram,
  draft: MapRunDraft,
  { value, key }: MapItem,
  mapItem: JsonObject,
): MaybePromise<JsonValue> {
  if (program.itemSelector !== undefined) return program.itemSelector(scopeOf(draft, mapItem));
  return key === undefined ? value : { Key: key, Value: value };
}

/** What ItemSelector sees: the state as it was entered, and the item. */
function scopeOf({ run, limits }: MapRunDraft, mapItem: JsonObject): Scope {
  const { input, context, variables } = run.order;
  const seed = run.seed + Number(mapItem.Index);
  return {
    input,
    context: { ...context, Map: { Item: mapItem } },
    variables,
    entropy: new SeededEntropy(run.info.mapRunArn, seed, 0),
    nowMs: run.nowMs,
    limits,
  };
}

function checkSize({ run, limits }: MapRunDraft, input: JsonValue, index: number): void {
  if (documentSizeBytes(input) <= limits.payloadBytesMax) return;
  throw new StatesError(
    "States.DataLimitExceeded",
    `The input of the child execution for item ${index} of the state '${run.order.stateName}' ` +
      "exceeds the maximum number of bytes service limit.",
  );
}
