import type { AwsValidationOptions } from "../language/aws-validation.ts";
import type { Operation } from "./api-context.ts";
import { loadValidation } from "./load-validation.ts";

interface Request extends AwsValidationOptions {
  readonly definition: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export const validateStateMachineDefinition: Operation<Request> = async (
  _context,
  { definition, ...options },
) => {
  const { awsValidation } = await loadValidation();
  return awsValidation(definition, options);
};
