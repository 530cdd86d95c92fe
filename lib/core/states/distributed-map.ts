import type { JsonObject } from "../../language/json.ts";
import type { StartMapRun } from "../command.ts";
import type {
  CompiledDistributedMap,
  CompiledMap,
  CompiledResource,
  MapItems,
} from "../compiled-state.ts";
import { FatalError } from "../fatal-error.ts";
import { type MaybePromise, whenDone } from "../maybe-promise.ts";
import { type Outcome, parked } from "../outcome.ts";
import type { StateScope } from "../state-scope.ts";

/** The values of a distributed Map's fields. */
interface MapRunFields {
  maxConcurrency: number | undefined;
  toleratedFailureCount: number | undefined;
  toleratedFailurePercentage: number | undefined;
  reader: StartMapRun["reader"];
  writer: StartMapRun["writer"];
  batcher: StartMapRun["batcher"];
}

/**
 * Hands the items to a Map Run, which is an execution of its own.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function startMapRun(
  state: CompiledMap,
  distributed: CompiledDistributedMap,
  scope: StateScope,
): MaybePromise<Outcome> {
  const items = distributed.reader === undefined ? state.items(scope) : undefined;
  return whenDone(items, (items) => {
    scope.inspect("afterItemsPath", items?.items);
    // The Map has started before these fields are looked at.
    // Observed on AWS 2024-06-19, scenarios/map_state_tolerated_failure_count_path.
    const attempt = scope.draft.emit("MapStateStarted", scope.thread.tip, {
      length: items?.items.length ?? 0,
    });
    scope.thread.tip = attempt;
    return whenDone(evaluateFields(state, distributed, scope), (fields) =>
      command(scope, attempt, items, fields),
    );
  });
}

function command(
  scope: StateScope,
  attempt: number,
  items: MapItems | undefined,
  fields: MapRunFields,
): Outcome {
  const { draft, thread } = scope;
  draft.setPhase(thread, { type: "mapRun", attempt, mapRunArn: undefined, redrive: 0 });
  draft.commands.push({
    type: "startMapRun",
    attempt,
    stateName: thread.state,
    items: items?.items,
    itemKeys: items?.keys,
    reader: fields.reader,
    writer: fields.writer,
    batcher: fields.batcher,
    input: scope.input,
    context: scope.context,
    variables: scope.variables,
    maxConcurrency: fields.maxConcurrency ?? 0,
    toleratedFailureCount: fields.toleratedFailureCount,
    toleratedFailurePercentage: fields.toleratedFailurePercentage,
  });
  return parked;
}

function evaluateFields(
  state: CompiledMap,
  distributed: CompiledDistributedMap,
  scope: StateScope,
): MaybePromise<MapRunFields> {
  const { reader, writer, batcher } = distributed;
  const fields: MapRunFields = {
    maxConcurrency: undefined,
    toleratedFailureCount: undefined,
    toleratedFailurePercentage: undefined,
    reader: undefined,
    writer: undefined,
    batcher: undefined,
  };
  const steps: (() => MaybePromise<void>)[] = [
    () =>
      keep(state.maxConcurrency?.(scope), (n) => {
        fields.maxConcurrency = n;
        scope.inspect("maxConcurrency", n);
      }),
    () =>
      keep(distributed.toleratedFailureCount?.(scope), (n) => {
        fields.toleratedFailureCount = notNegative("ToleratedFailureCount", n);
        scope.inspect("toleratedFailureCount", n);
      }),
    () =>
      keep(distributed.toleratedFailurePercentage?.(scope), (n) => {
        fields.toleratedFailurePercentage = percentage("ToleratedFailurePercentage", n);
        scope.inspect("toleratedFailurePercentage", n);
      }),
    () =>
      keep(reader && evaluateResource(reader, scope), (value) => {
        if (value !== undefined) fields.reader = { ...value, resource: value.resource ?? "" };
      }),
    () =>
      keep(writer && evaluateResource(writer, scope), (value) => {
        fields.writer = value;
      }),
    () =>
      keep(batcher && evaluateBatcher(batcher, scope), (value) => {
        fields.batcher = value;
      }),
  ];
  return inTurn(steps, 0, fields);
}

function keep<T>(value: MaybePromise<T>, set: (value: T) => void): MaybePromise<void> {
  return whenDone(value, set);
}

function inTurn<T>(steps: (() => MaybePromise<void>)[], at: number, answer: T): MaybePromise<T> {
  const step = steps[at];
  return step === undefined ? answer : whenDone(step(), () => inTurn(steps, at + 1, answer));
}

function evaluateResource(
  { resource, parameters, config }: CompiledResource,
  scope: StateScope,
): MaybePromise<{ resource?: string; parameters: JsonObject; config: JsonObject }> {
  return whenDone(parameters?.(scope), (parameters) =>
    whenDone(config(scope), (config) => ({
      ...(resource !== undefined && { resource }),
      parameters: (parameters ?? {}) as JsonObject,
      config,
    })),
  );
}

function evaluateBatcher(
  batcher: NonNullable<CompiledDistributedMap["batcher"]>,
  scope: StateScope,
): MaybePromise<NonNullable<StartMapRun["batcher"]>> {
  return whenDone(batcher.batchInput?.(scope), (batchInput) =>
    whenDone(batcher.maxItemsPerBatch?.(scope), (maxItemsPerBatch) =>
      whenDone(batcher.maxInputBytesPerBatch?.(scope), (maxInputBytesPerBatch) => ({
        batchInput,
        maxItemsPerBatch,
        maxInputBytesPerBatch,
      })),
    ),
  );
}

function notNegative(field: string, value: number | undefined): number | undefined {
  if (value !== undefined && value < 0) {
    throw new FatalError("States.Runtime", `${field} cannot be negative.`, { located: true });
  }
  return value;
}

function percentage(field: string, value: number | undefined): number | undefined {
  if (value !== undefined && (value < 0 || value > 100)) {
    throw new FatalError("States.Runtime", `${field} must be between 0 and 100.`, {
      located: true,
    });
  }
  return value;
}
