import type { Path } from "../data/path.ts";
import type { ReferencePath } from "../data/reference-path.ts";
import type { Evaluate, EvaluateNow } from "../data/scope.ts";
import type { JsonObject, JsonValue } from "../language/json.ts";
import type { Resource } from "../language/resource.ts";
import type { StateMachineType, StateType } from "../language/state-machine.ts";

/** A state whose expressions are parsed: what a handler runs. One row per state type. */
export interface CompiledStateByType {
  readonly Task: CompiledTask;
  readonly Pass: CompiledPass;
  readonly Choice: CompiledChoice;
  readonly Wait: CompiledWait;
  readonly Succeed: CompiledSucceed;
  readonly Fail: CompiledFail;
  readonly Parallel: CompiledParallel;
  readonly Map: CompiledMap;
}

export type CompiledState = CompiledStateByType[StateType];

/** What all states have. */
export interface CompiledBase<T extends StateType = StateType> {
  readonly type: T;
  readonly name: string;
  readonly jsonata: boolean;
  /** Undefined: the state ends its thread. */
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly retriers: readonly CompiledRetrier[];
  readonly catchers: readonly CompiledCatcher[];
}

/** How data gets into a state and out of it. Undefined: nothing to do there. */
export interface DataFlow {
  /** Null: the effective input is `{}`. */
  readonly inputPath: Path | null | undefined;
  /** Parameters, or Arguments of JSONata. */
  readonly parameters: Evaluate | undefined;
  readonly resultSelector: EvaluateNow | undefined;
  /** Null: the result is discarded. */
  readonly resultPath: ReferencePath | null | undefined;
  readonly outputPath: Path | null | undefined;
  /** Output of JSONata. */
  readonly output: Evaluate | undefined;
  readonly assign: Evaluate | undefined;
  /** True where a result leaves the state as it is. */
  readonly plainResult: boolean;
}

export interface CompiledRetrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

export interface CompiledCatcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly resultPath: ReferencePath | null | undefined;
  readonly output: Evaluate | undefined;
  readonly assign: Evaluate | undefined;
}

export interface CompiledTask extends CompiledBase<"Task"> {
  readonly resource: Resource;
  readonly credentials: Evaluate | undefined;
  readonly timeoutSeconds: Evaluate<number> | undefined;
  readonly heartbeatSeconds: Evaluate<number> | undefined;
}

export interface CompiledPass extends CompiledBase<"Pass"> {
  readonly result: JsonValue | undefined;
}

export interface CompiledChoice extends CompiledBase<"Choice"> {
  readonly rules: readonly CompiledChoiceRule[];
  readonly defaultNext: string | undefined;
}

export interface CompiledChoiceRule {
  readonly matches: Evaluate<boolean>;
  readonly next: string;
  readonly output: Evaluate | undefined;
  readonly assign: Evaluate | undefined;
}

export interface CompiledWait extends CompiledBase<"Wait"> {
  /** The instant, in ms, at which the Wait is over. */
  readonly until: Evaluate<number>;
}

export type CompiledSucceed = CompiledBase<"Succeed">;

export interface CompiledFail extends CompiledBase<"Fail"> {
  readonly error: Evaluate<string> | undefined;
  readonly cause: Evaluate<string> | undefined;
}

export interface CompiledParallel extends CompiledBase<"Parallel"> {
  /** StartAt of each branch. */
  readonly branches: readonly string[];
}

export interface CompiledMap extends CompiledBase<"Map"> {
  readonly items: Evaluate<MapItems>;
  readonly itemSelector: Evaluate | undefined;
  readonly maxConcurrency: Evaluate<number> | undefined;
  /** StartAt of the processor. */
  readonly processor: string;
  /** Present where the mode is DISTRIBUTED. */
  readonly distributed: CompiledDistributedMap | undefined;
}

export interface MapItems {
  readonly items: readonly JsonValue[];
  /** Where the items came from an object: its keys. */
  readonly keys: readonly string[] | undefined;
}

export interface CompiledDistributedMap {
  readonly label: string | undefined;
  readonly childType: StateMachineType;
  readonly reader: CompiledResource | undefined;
  readonly writer: CompiledResource | undefined;
  readonly batcher:
    | {
        readonly batchInput: Evaluate | undefined;
        readonly maxItemsPerBatch: Evaluate<number> | undefined;
        readonly maxInputBytesPerBatch: Evaluate<number> | undefined;
      }
    | undefined;
  readonly toleratedFailureCount: Evaluate<number> | undefined;
  readonly toleratedFailurePercentage: Evaluate<number> | undefined;
}

/** An ItemReader or ResultWriter. */
export interface CompiledResource {
  readonly resource: string | undefined;
  readonly parameters: Evaluate | undefined;
  readonly config: Evaluate<JsonObject>;
}
