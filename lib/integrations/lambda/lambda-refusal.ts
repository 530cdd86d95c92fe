import { SdkFailure } from "../sdk/sdk-caller.ts";
import { optimisedError } from "../sdk/sdk-errors.ts";
import type { TaskError } from "../task-handler.ts";

/** What Lambda's API refuses, as the optimised integration words it. */
export function lambdaRefusal(failure: SdkFailure): TaskError {
  return optimisedError(failure, { prefix: "Lambda", service: "AWSLambda" });
}

/** A refusal of ours in place of Lambda's. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function refuseAsLambda(refusal: {
  readonly code: string;
  readonly message: string;
  readonly statusCode: number;
  readonly requestId: string;
}): TaskError {
  const { message, ...details } = refusal;
  return lambdaRefusal(
    new SdkFailure(message, {
      ...details,
      service: "Lambda",
      modelled: modelledErrors.has(refusal.code) ? refusal.code : undefined,
      extendedRequestId: undefined,
    }),
  );
}

/** The errors of Invoke in Lambda's API model. */
const modelledErrors: ReadonlySet<string> = new Set([
  "DurableExecutionAlreadyStartedException",
  "EC2AccessDeniedException",
  "EC2ThrottledException",
  "EC2UnexpectedException",
  "EFSIOException",
  "EFSMountConnectivityException",
  "EFSMountFailureException",
  "EFSMountTimeoutException",
  "ENILimitReachedException",
  "InvalidParameterValueException",
  "InvalidRequestContentException",
  "InvalidRuntimeException",
  "InvalidSecurityGroupIDException",
  "InvalidSubnetIDException",
  "InvalidZipFileException",
  "KMSAccessDeniedException",
  "KMSDisabledException",
  "KMSInvalidStateException",
  "KMSNotFoundException",
  "RecursiveInvocationException",
  "RequestTooLargeException",
  "ResourceConflictException",
  "ResourceNotFoundException",
  "ResourceNotReadyException",
  "ServiceException",
  "SnapStartException",
  "SnapStartNotReadyException",
  "SnapStartTimeoutException",
  "SubnetIPAddressLimitReachedException",
  "TooManyRequestsException",
  "UnsupportedMediaTypeException",
]);
