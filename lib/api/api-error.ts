import type { KeyState } from "../engine/encryption.ts";

/**
 * An API operation's refusal, as the service's clients see it: `errorType` is the exception's name
 * (`ValidationException`, `InvalidDefinition`, `ExecutionDoesNotExist`, …), `message` AWS's words.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 */
export class ApiError extends Error {
  readonly errorType: ApiErrorType;
  /** What the exception tells besides its message. */
  readonly details: ApiErrorDetails;

  constructor(errorType: ApiErrorType, message: string, details: ApiErrorDetails = {}) {
    super(message);
    this.name = errorType;
    this.errorType = errorType;
    this.details = details;
  }
}

export type ApiErrorType = ServiceErrorType | CommonErrorType;

/** The exceptions of the Step Functions API's model. */
export type ServiceErrorType =
  | "ActivityAlreadyExists"
  | "ActivityDoesNotExist"
  | "ActivityLimitExceeded"
  | "ActivityWorkerLimitExceeded"
  | "ConflictException"
  | "ExecutionAlreadyExists"
  | "ExecutionDoesNotExist"
  | "ExecutionLimitExceeded"
  | "ExecutionNotRedrivable"
  | "InvalidArn"
  | "InvalidDefinition"
  | "InvalidEncryptionConfiguration"
  | "InvalidExecutionInput"
  | "InvalidLoggingConfiguration"
  | "InvalidName"
  | "InvalidOutput"
  | "InvalidToken"
  | "InvalidTracingConfiguration"
  | "KmsAccessDeniedException"
  | "KmsInvalidStateException"
  | "KmsThrottlingException"
  | "MissingRequiredParameter"
  | "ResourceNotFound"
  | "ServiceQuotaExceededException"
  | "StateMachineAlreadyExists"
  | "StateMachineDeleting"
  | "StateMachineDoesNotExist"
  | "StateMachineLimitExceeded"
  | "StateMachineTypeNotSupported"
  | "TaskDoesNotExist"
  | "TaskTimedOut"
  | "TooManyTags"
  | "ValidationException";

/** Those that all services have; the protocol answers most of them. */
type CommonErrorType =
  | "AccessDeniedException"
  | "IncompleteSignatureException"
  | "InternalFailure"
  | "MissingAuthenticationTokenException"
  | "RequestEntityTooLargeException"
  | "RequestTimeoutException"
  | "SerializationException"
  | "ServiceUnavailable"
  | "ThrottlingException"
  | "UnknownOperationException"
  | "UnknownPathException"
  | "UnrecognizedClientException"
  | "UnsupportedMediaTypeException";

export interface ApiErrorDetails {
  /** Of a ValidationException. */
  readonly reason?:
    | "API_DOES_NOT_SUPPORT_LABELED_ARNS"
    | "MISSING_REQUIRED_PARAMETER"
    | "CANNOT_UPDATE_COMPLETED_MAP_RUN"
    | "INVALID_ROUTING_CONFIGURATION";
  /** Of ResourceNotFound and TooManyTags. */
  readonly resourceName?: string;
  /** Of KmsInvalidStateException. */
  readonly kmsKeyState?: KeyState;
}
