import type { JsonObject, JsonValue } from "../language/json.ts";

/**
 * What happened, as the core records it: values by reference, the instant as a number. It becomes
 * the form that GetExecutionHistory answers when it is read: `apiHistoryEvent`.
 */
export interface HistoryEvent<T extends HistoryEventType = HistoryEventType> {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: T;
  readonly timestampMs: number;
  readonly details: DetailsByEventType[T];
}

export type HistoryEventType = keyof DetailsByEventType;

export interface StateEnteredDetails {
  readonly name: string;
  readonly input: JsonValue;
}

export interface StateExitedDetails {
  readonly name: string;
  readonly output: JsonValue;
  /** The values that the state assigned, by variable name. */
  readonly assignedVariables?: JsonObject | undefined;
}

export interface FailureDetails {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export interface InputDetails {
  readonly input: JsonValue;
}

export interface OutputDetails {
  readonly output: JsonValue;
}

export interface TaskDetails {
  /** `lambda`, `sqs`, `aws-sdk:s3`. */
  readonly resourceType: string;
  /** `invoke`, `sendMessage.waitForTaskToken`. */
  readonly resource: string;
}

export interface TaskScheduledDetails extends TaskDetails {
  readonly region: string;
  readonly parameters: JsonValue;
  readonly timeoutInSeconds?: number | undefined;
  readonly heartbeatInSeconds?: number | undefined;
  readonly taskCredentials?: { readonly roleArn: string } | undefined;
}

export interface LambdaFunctionScheduledDetails {
  readonly resource: string;
  readonly input: JsonValue;
  readonly timeoutInSeconds?: number | undefined;
  readonly taskCredentials?: { readonly roleArn: string } | undefined;
}

export interface ActivityScheduledDetails {
  readonly resource: string;
  readonly input: JsonValue;
  readonly timeoutInSeconds?: number | undefined;
  readonly heartbeatInSeconds?: number | undefined;
}

export interface MapIterationDetails {
  readonly name: string;
  readonly index: number;
}

type Nothing = undefined;

/** The 62 event types and what each carries. */
export interface DetailsByEventType {
  readonly ExecutionStarted: InputDetails & {
    readonly roleArn: string;
    readonly stateMachineAliasArn?: string | undefined;
    readonly stateMachineVersionArn?: string | undefined;
  };
  readonly ExecutionSucceeded: OutputDetails;
  readonly ExecutionFailed: FailureDetails;
  readonly ExecutionAborted: FailureDetails;
  readonly ExecutionTimedOut: FailureDetails;
  readonly ExecutionRedriven: { readonly redriveCount: number };

  readonly PassStateEntered: StateEnteredDetails;
  readonly PassStateExited: StateExitedDetails;
  readonly ChoiceStateEntered: StateEnteredDetails;
  readonly ChoiceStateExited: StateExitedDetails;
  readonly SucceedStateEntered: StateEnteredDetails;
  readonly SucceedStateExited: StateExitedDetails;
  readonly FailStateEntered: StateEnteredDetails;
  readonly WaitStateEntered: StateEnteredDetails;
  readonly WaitStateExited: StateExitedDetails;
  readonly WaitStateAborted: Nothing;
  readonly EvaluationFailed: FailureDetails & {
    readonly location: string;
    readonly state: string;
  };

  readonly TaskStateEntered: StateEnteredDetails;
  readonly TaskStateExited: StateExitedDetails;
  readonly TaskStateAborted: Nothing;
  readonly TaskScheduled: TaskScheduledDetails;
  readonly TaskStarted: TaskDetails;
  readonly TaskStartFailed: TaskDetails & FailureDetails;
  readonly TaskSubmitted: TaskDetails & OutputDetails;
  readonly TaskSubmitFailed: TaskDetails & FailureDetails;
  readonly TaskSucceeded: TaskDetails & OutputDetails;
  readonly TaskFailed: TaskDetails & FailureDetails;
  readonly TaskTimedOut: TaskDetails & FailureDetails;

  readonly LambdaFunctionScheduled: LambdaFunctionScheduledDetails;
  readonly LambdaFunctionScheduleFailed: FailureDetails;
  readonly LambdaFunctionStarted: Nothing;
  readonly LambdaFunctionStartFailed: FailureDetails;
  readonly LambdaFunctionSucceeded: OutputDetails;
  readonly LambdaFunctionFailed: FailureDetails;
  readonly LambdaFunctionTimedOut: FailureDetails;

  readonly ActivityScheduled: ActivityScheduledDetails;
  readonly ActivityScheduleFailed: FailureDetails;
  readonly ActivityStarted: { readonly workerName?: string | undefined };
  readonly ActivitySucceeded: OutputDetails;
  readonly ActivityFailed: FailureDetails;
  readonly ActivityTimedOut: FailureDetails;

  readonly ParallelStateEntered: StateEnteredDetails;
  readonly ParallelStateStarted: Nothing;
  readonly ParallelStateSucceeded: Nothing;
  readonly ParallelStateFailed: Nothing;
  readonly ParallelStateAborted: Nothing;
  readonly ParallelStateExited: StateExitedDetails;

  readonly MapStateEntered: StateEnteredDetails;
  readonly MapStateStarted: { readonly length: number };
  readonly MapStateSucceeded: Nothing;
  readonly MapStateFailed: Nothing;
  readonly MapStateAborted: Nothing;
  readonly MapStateExited: StateExitedDetails;
  readonly MapIterationStarted: MapIterationDetails;
  readonly MapIterationSucceeded: MapIterationDetails;
  readonly MapIterationFailed: MapIterationDetails;
  readonly MapIterationAborted: MapIterationDetails;
  readonly MapRunStarted: { readonly mapRunArn: string };
  readonly MapRunSucceeded: Nothing;
  readonly MapRunFailed: FailureDetails;
  readonly MapRunAborted: Nothing;
  readonly MapRunRedriven: { readonly mapRunArn: string; readonly redriveCount: number };
}
