/**
 * An API operation's refusal, as the service's clients see it: `errorType` is the exception's name
 * (`ValidationException`, `InvalidDefinition`, `ExecutionDoesNotExist`, …), `message` AWS's words.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 */
export class ApiError extends Error {
  readonly errorType: string;
  /** What the exception tells besides its message. */
  readonly details: ApiErrorDetails;

  constructor(errorType: string, message: string, details: ApiErrorDetails = {}) {
    super(message);
    this.name = errorType;
    this.errorType = errorType;
    this.details = details;
  }
}

export interface ApiErrorDetails {
  /** Of a ValidationException. */
  readonly reason?:
    | "API_DOES_NOT_SUPPORT_LABELED_ARNS"
    | "MISSING_REQUIRED_PARAMETER"
    | "CANNOT_UPDATE_COMPLETED_MAP_RUN"
    | "INVALID_ROUTING_CONFIGURATION";
  /** Of ResourceNotFound and TooManyTags. */
  readonly resourceName?: string;
}
