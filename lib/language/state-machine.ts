import type { JsonObject, JsonValue } from "./json.ts";

/** https://states-language.net/#query-language */
export type QueryLanguage = "JSONPath" | "JSONata";

/** What CreateStateMachine calls `type`. */
export type StateMachineType = "STANDARD" | "EXPRESS";

/** A parsed, valid definition. #toplevelfields */
export interface StateMachineDefinition extends StatesContainer {
  readonly Comment?: string;
  readonly Version?: string;
  readonly TimeoutSeconds?: number;
  readonly QueryLanguage?: QueryLanguage;
}

/** Whatever has a StartAt and States: a state machine, a branch, an item processor. */
export interface StatesContainer {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
  readonly QueryLanguage?: QueryLanguage;
}

/** One row per state type. #statetypes */
export interface StateByType {
  readonly Task: TaskState;
  readonly Pass: PassState;
  readonly Choice: ChoiceState;
  readonly Wait: WaitState;
  readonly Succeed: SucceedState;
  readonly Fail: FailState;
  readonly Parallel: ParallelState;
  readonly Map: MapState;
}

export type StateType = keyof StateByType;
export type State = StateByType[StateType];

/** Fields that every state may have. #state-type-table */
interface CommonFields<T extends StateType> {
  readonly Type: T;
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  /** JSONata. */
  readonly Output?: JsonValue;
  readonly Assign?: JsonObject;
}

interface Transition {
  readonly Next?: string;
  readonly End?: boolean;
}

interface ResultFields {
  readonly ResultPath?: string | null;
  readonly ResultSelector?: JsonObject;
}

interface ErrorFields {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

/** #retrying-after-error */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

/** #fallback-states */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: JsonValue;
  readonly Assign?: JsonObject;
}

/** #task-state */
export interface TaskState extends CommonFields<"Task">, Transition, ResultFields, ErrorFields {
  readonly Resource: string;
  readonly Parameters?: JsonValue;
  readonly Arguments?: JsonValue;
  readonly Credentials?: JsonObject | string;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
}

/** #pass-state */
export interface PassState extends CommonFields<"Pass">, Transition {
  readonly Result?: JsonValue;
  readonly ResultPath?: string | null;
  readonly Parameters?: JsonValue;
}

/** #choice-state */
export interface ChoiceState extends CommonFields<"Choice"> {
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

/** A JSONPath Choice Rule: one comparison operator, or And, Or, Not. */
export interface ChoiceRule {
  readonly Next?: string;
  readonly Comment?: string;
  readonly Assign?: JsonObject;
  readonly Output?: JsonValue;
  /** JSONata. */
  readonly Condition?: boolean | string;
  readonly Variable?: string;
  readonly And?: readonly ChoiceRule[];
  readonly Or?: readonly ChoiceRule[];
  readonly Not?: ChoiceRule;
  readonly [operator: string]: JsonValue | ChoiceRule | readonly ChoiceRule[] | undefined;
}

/** #wait-state */
export interface WaitState extends CommonFields<"Wait">, Transition {
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

/** #succeed-state */
export interface SucceedState extends CommonFields<"Succeed"> {}

/** #fail-state */
export interface FailState extends CommonFields<"Fail"> {
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

/** #parallel-state */
export interface ParallelState
  extends CommonFields<"Parallel">,
    Transition,
    ResultFields,
    ErrorFields {
  readonly Branches: readonly StatesContainer[];
  readonly Parameters?: JsonValue;
  readonly Arguments?: JsonValue;
}

/** #map-state */
export interface MapState extends CommonFields<"Map">, Transition, ResultFields, ErrorFields {
  readonly ItemProcessor?: ItemProcessor;
  /** The deprecated name of ItemProcessor. */
  readonly Iterator?: ItemProcessor;
  readonly ItemsPath?: string;
  /** JSONata: an array, an object, or an expression. */
  readonly Items?: JsonValue;
  readonly ItemSelector?: JsonValue;
  /** The deprecated name of ItemSelector. */
  readonly Parameters?: JsonValue;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ResultWriter?: ResultWriter;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailurePercentagePath?: string;
  readonly Label?: string;
}

export interface ItemProcessor extends StatesContainer {
  readonly ProcessorConfig?: {
    readonly Mode?: "INLINE" | "DISTRIBUTED";
    readonly ExecutionType?: StateMachineType;
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export interface ItemReader {
  readonly Resource: string;
  readonly Parameters?: JsonValue;
  readonly Arguments?: JsonValue;
  readonly ReaderConfig?: ReaderConfig;
}

export interface ReaderConfig {
  readonly InputType?: "CSV" | "JSON" | "JSONL" | "PARQUET" | "MANIFEST";
  readonly Transformation?: "NONE" | "LOAD_AND_FLATTEN";
  readonly ManifestType?: "ATHENA_DATA" | "S3_INVENTORY";
  readonly CSVDelimiter?: "COMMA" | "PIPE" | "SEMICOLON" | "SPACE" | "TAB";
  readonly CSVHeaderLocation?: "FIRST_ROW" | "GIVEN";
  readonly CSVHeaders?: readonly string[];
  readonly ItemsPointer?: string;
  readonly MaxItems?: number | string;
  readonly MaxItemsPath?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export interface ItemBatcher {
  readonly BatchInput?: JsonValue;
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxItemsPerBatchPath?: string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly MaxInputBytesPerBatchPath?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export interface ResultWriter {
  readonly Resource?: string;
  readonly Parameters?: JsonValue;
  readonly Arguments?: JsonValue;
  readonly WriterConfig?: {
    readonly Transformation?: "NONE" | "COMPACT" | "FLATTEN";
    readonly OutputType?: "JSON" | "JSONL";
  };
}
