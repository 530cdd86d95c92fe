import { sdkClassName } from "../../language/sdk-names.ts";
import { TaskError } from "../task-handler.ts";
import type { SdkFailure } from "./sdk-caller.ts";

/**
 * A failure as AWS SDK integrations word it: `DynamoDb.ResourceNotFoundException`, or the
 * service's own exception where the API's model does not have the error.
 * Observed on AWS 2025-11: the cause ends in the number of attempts.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function sdkIntegrationError(failure: SdkFailure): TaskError {
  const { service, statusCode, requestId, extendedRequestId, message } = failure;
  if (statusCode === undefined) {
    return new TaskError(`${service}.SdkClientException`, `${message} (SDK Attempt Count: 1)`);
  }
  const name = failure.modelled === undefined ? service : withoutSuffix(failure.modelled);
  const extended =
    extendedRequestId === undefined ? "" : `, Extended Request ID: ${extendedRequestId}`;
  const details = `Service: ${service}, Status Code: ${statusCode}, Request ID: ${requestId}${extended}`;
  return new TaskError(
    `${service}.${name}Exception`,
    `${message} (${details}) (SDK Attempt Count: 1)`,
  );
}

/** How the optimised integrations name a service and its errors. */
export interface OptimisedNames {
  /** `SNS`: before the dot of the Error Name. */
  readonly prefix: string;
  /** `AmazonSNS`: in the cause, and with Exception behind it the error that no model has. */
  readonly service: string;
  /** The error that no model has, where it is not the service with Exception behind it. */
  readonly exception?: string;
}

/**
 * A failure as optimised integrations word it, which is that of the AWS SDK for Java 1.
 * Observed on AWS: recordings of lambda, sqs, sns, dynamodb and states.
 */
export function optimisedError(failure: SdkFailure, names: OptimisedNames): TaskError {
  const { prefix, service, exception = `${service}Exception` } = names;
  const { statusCode, code, requestId, message } = failure;
  if (statusCode === undefined) return new TaskError(`${prefix}.SdkClientException`, message);
  const name = failure.modelled === undefined ? exception : withException(failure.modelled);
  const details = `Service: ${service}; Status Code: ${statusCode}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null`;
  return new TaskError(`${prefix}.${name}`, `${message} (${details})`);
}

function withoutSuffix(modelled: string): string {
  return sdkClassName(modelled.replace(/(?:Exception|Fault)$/, ""));
}

function withException(name: string): string {
  return name.endsWith("Exception") ? name : `${name}Exception`;
}
