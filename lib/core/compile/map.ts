import { compileJsonataField, compileJsonataTemplate } from "../../data/jsonata-template.ts";
import { compilePath } from "../../data/path.ts";
import { itemsNotFound } from "../../data/reference-path.ts";
import type { Evaluate, Scope } from "../../data/scope.ts";
import { runtimeError } from "../../data/states-error.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../language/json.ts";
import type { ItemReader, MapState, ResultWriter } from "../../language/state-machine.ts";
import type {
  CompiledBase,
  CompiledDistributedMap,
  CompiledMap,
  CompiledResource,
  MapItems,
} from "../compiled-state.ts";
import { whenDone } from "../maybe-promise.ts";
import { compileOptional } from "./data-flow.ts";
import { numberField } from "./fields.ts";

/** #map-state */
export function compileMap(state: MapState, base: CompiledBase<"Map">): CompiledMap {
  const { jsonata } = base;
  const selector = state.ItemSelector ?? state.Parameters;
  const processor = state.ItemProcessor ?? state.Iterator;
  return {
    ...base,
    items: jsonata ? compileItems(state) : compileItemsPath(state),
    itemSelector: compileOptional(selector, "ItemSelector", jsonata),
    maxConcurrency: numberField(state, "MaxConcurrency", jsonata),
    processor: processor?.StartAt ?? "",
    distributed: isDistributed(state) ? compileDistributed(state, jsonata) : undefined,
  };
}

export function isDistributed(state: MapState): boolean {
  return (state.ItemProcessor ?? state.Iterator)?.ProcessorConfig?.Mode === "DISTRIBUTED";
}

function compileItemsPath(state: MapState): Evaluate<MapItems> {
  const text = state.ItemsPath ?? "$";
  const path = text === "$" ? undefined : compilePath(text);
  const objects = isDistributed(state);
  return (scope) => {
    const value = path === undefined ? scope.input : path.read(scope);
    if (path !== undefined && value === undefined) throw itemsNotFound(path, scope);
    if (isJsonArray(value)) return { items: value, keys: undefined };
    if (objects && isJsonObject(value)) return entriesOf(value);
    // Of a path into the Context Object AWS shows one $ only.
    // Observed on AWS 2025-12-03, test_state/state_map_context_object_EXECUTION_INPUT.
    throw runtimeError(`Reference path "${text.replace("$$", () => "$")}" must point to array.`);
  };
}

/** Items of a JSONata Map: by default the input itself. #map-state-input-output-processing */
function compileItems(state: MapState): Evaluate<MapItems> {
  const { Items } = state;
  const objects = isDistributed(state) || isJsonObject(Items);
  const expected = objects ? (["array", "object"] as const) : (["array"] as const);
  const evaluate =
    Items === undefined
      ? compileJsonataField("{% $states.input %}", "Items", expected)
      : typeof Items === "string"
        ? compileJsonataField(Items, "Items", expected)
        : compileJsonataTemplate(Items, "Items");
  return (scope) => whenDone(evaluate(scope), itemsOf);
}

function itemsOf(value: JsonValue): MapItems {
  if (isJsonArray(value)) return { items: value, keys: undefined };
  return isJsonObject(value) ? entriesOf(value) : { items: [], keys: undefined };
}

function entriesOf(object: JsonObject): MapItems {
  return { items: Object.values(object), keys: Object.keys(object) };
}

function compileDistributed(state: MapState, jsonata: boolean): CompiledDistributedMap {
  const { ItemBatcher, Label } = state;
  const { ProcessorConfig } = state.ItemProcessor ?? state.Iterator ?? {};
  return {
    label: Label,
    childType: ProcessorConfig?.ExecutionType ?? "STANDARD",
    reader: compileResource(state.ItemReader, "ItemReader", "ReaderConfig", jsonata),
    writer: compileResource(state.ResultWriter, "ResultWriter", "WriterConfig", jsonata),
    batcher: ItemBatcher && {
      batchInput: compileOptional(ItemBatcher.BatchInput, "ItemBatcher/BatchInput", jsonata),
      maxItemsPerBatch: numberField(ItemBatcher, "MaxItemsPerBatch", jsonata),
      maxInputBytesPerBatch: numberField(ItemBatcher, "MaxInputBytesPerBatch", jsonata),
    },
    toleratedFailureCount: numberField(state, "ToleratedFailureCount", jsonata),
    toleratedFailurePercentage: numberField(state, "ToleratedFailurePercentage", jsonata),
  };
}

function compileResource(
  definition: ItemReader | ResultWriter | undefined,
  field: string,
  configName: "ReaderConfig" | "WriterConfig",
  jsonata: boolean,
): CompiledResource | undefined {
  if (definition === undefined) return undefined;
  const { Resource, Parameters, Arguments } = definition;
  const config = ((definition as unknown as JsonObject)[configName] ?? {}) as JsonObject;
  const name = jsonata ? "Arguments" : "Parameters";
  return {
    resource: Resource,
    parameters: compileOptional(jsonata ? Arguments : Parameters, `${field}/${name}`, jsonata),
    config: compileConfig(config, jsonata),
  };
}

/** MaxItems may be an expression, or a path under another name; the rest is constant. */
function compileConfig(config: JsonObject, jsonata: boolean): (scope: Scope) => JsonObject {
  const maxItems = numberField(config, "MaxItems", jsonata);
  if (maxItems === undefined) return () => config;
  const { MaxItemsPath: _path, ...rest } = config;
  return ((scope: Scope) => whenDone(maxItems(scope), (MaxItems) => ({ ...rest, MaxItems }))) as (
    scope: Scope,
  ) => JsonObject;
}
