import type { FieldValidationMode } from "./shape-check.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
export interface TestStateRequest {
  /** A state or, with `stateName`, a state machine: JSON text. */
  readonly definition: string;
  readonly roleArn?: string | undefined;
  /** JSON text. Default: `{}`. */
  readonly input?: string | undefined;
  readonly inspectionLevel?: InspectionLevel | undefined;
  readonly revealSecrets?: boolean | undefined;
  /** JSON text of an object: variables by name. */
  readonly variables?: string | undefined;
  /** A state of the definition, at whatever depth. */
  readonly stateName?: string | undefined;
  readonly mock?: MockInput | undefined;
  /** JSON text of a Context Object; only with a mock. */
  readonly context?: string | undefined;
  readonly stateConfiguration?: TestStateConfiguration | undefined;
}

export type InspectionLevel = "INFO" | "DEBUG" | "TRACE";

/** What the state's work is taken to answer: either a result or an error. */
export interface MockInput {
  /** JSON text. */
  readonly result?: string | undefined;
  readonly errorOutput?:
    | { readonly error?: string | undefined; readonly cause?: string | undefined }
    | undefined;
  /** How a result is compared with the service's API model. Default: STRICT. */
  readonly fieldValidationMode?: FieldValidationMode | undefined;
}

export interface TestStateConfiguration {
  /** How often the Retrier that takes the mocked error has been used. */
  readonly retrierRetryCount?: number | undefined;
  /** The state in a Map or Parallel that raised the mocked error. */
  readonly errorCausedByState?: string | undefined;
  readonly mapIterationFailureCount?: number | undefined;
  /** What an ItemReader reads, as it stands in its source. */
  readonly mapItemReaderData?: string | undefined;
}

export interface TestStateResponse {
  readonly status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  /** JSON text. */
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly nextState?: string | undefined;
  /** At DEBUG and TRACE. */
  readonly inspectionData?: InspectionData | undefined;
}

/** All but the numbers, errorDetails, request and response are JSON texts. */
export interface InspectionData {
  readonly input?: string | undefined;
  readonly afterArguments?: string | undefined;
  readonly afterInputPath?: string | undefined;
  readonly afterParameters?: string | undefined;
  readonly result?: string | undefined;
  readonly afterResultSelector?: string | undefined;
  readonly afterResultPath?: string | undefined;
  readonly afterItemsPath?: string | undefined;
  readonly afterItemsPointer?: string | undefined;
  readonly afterItemSelector?: string | undefined;
  readonly afterItemBatcher?: string | undefined;
  readonly maxConcurrency?: number | undefined;
  readonly toleratedFailureCount?: number | undefined;
  readonly toleratedFailurePercentage?: number | undefined;
  readonly variables?: string | undefined;
  readonly errorDetails?: InspectionErrorDetails | undefined;
  /** Of an HTTP Task, at TRACE. */
  readonly request?: InspectedRequest | undefined;
  readonly response?: InspectedResponse | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionDataRequest.html */
export interface InspectedRequest {
  readonly protocol: string;
  readonly method: string;
  readonly url: string;
  /** `[name: value, name: value]` */
  readonly headers: string;
  readonly body?: string | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionDataResponse.html */
export interface InspectedResponse {
  readonly protocol: string;
  readonly statusCode: string;
  readonly statusMessage: string;
  /** `[name: value, name: value]` */
  readonly headers: string;
  readonly body: string;
}

export interface InspectionErrorDetails {
  readonly catchIndex?: number | undefined;
  readonly retryIndex?: number | undefined;
  readonly retryBackoffIntervalSeconds?: number | undefined;
}
