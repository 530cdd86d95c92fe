import { type AwsValidationOptions, awsValidation } from "../language/aws-validation.ts";
import type { Operation } from "./api-context.ts";

interface Request extends AwsValidationOptions {
  readonly definition: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export const validateStateMachineDefinition: Operation<Request> = async (
  _context,
  { definition, ...options },
) => awsValidation(definition, options);
