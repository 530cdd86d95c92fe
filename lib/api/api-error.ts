/**
 * An API operation's refusal, as the service's clients see it: `errorType` is the exception's name
 * (`ValidationException`, `InvalidDefinition`, `ExecutionDoesNotExist`, …), `message` AWS's words.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 */
export class ApiError extends Error {
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.name = errorType;
    this.errorType = errorType;
  }
}
