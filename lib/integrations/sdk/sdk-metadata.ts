import { sdkClassName } from "../../language/sdk-names.ts";
import { TaskError } from "../task-handler.ts";
import { SdkFailure } from "./sdk-caller.ts";

interface Metadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly extendedRequestId?: string;
}

/** Of an answer. */
export function metadataOf(answer: object): {
  readonly statusCode: number;
  readonly requestId: string;
} {
  const { httpStatusCode = 200, requestId = "" } = metadata(answer);
  return { statusCode: httpStatusCode, requestId };
}

function metadata(value: object): Metadata {
  return "$metadata" in value && typeof value.$metadata === "object" && value.$metadata !== null
    ? value.$metadata
    : {};
}

/**
 * What the SDK throws, as SdkFailure; a defect as it is. `BaseException` is the class of errors
 * that the API's model does not have; theirs have classes of their own.
 */
export function failureOf(
  error: unknown,
  serviceId = "",
  BaseException: (abstract new (...parameters: never[]) => Error) | undefined,
): unknown {
  if (error instanceof TaskError || !(error instanceof Error)) return error;
  const { httpStatusCode, requestId = "", extendedRequestId } = metadata(error);
  const isModelled =
    BaseException !== undefined &&
    error instanceof BaseException &&
    error.constructor !== BaseException;
  const isNetworks = httpStatusCode === undefined && isNetworkError(error);
  const message = isNetworks
    ? `Unable to execute HTTP request: ${error.message || error.name}`
    : error.message;
  return new SdkFailure(message, {
    service: sdkClassName(serviceId),
    modelled: isModelled ? error.name : undefined,
    code: codeOf(error),
    statusCode: httpStatusCode,
    requestId,
    extendedRequestId,
  });
}

/** As against what the SDK itself finds wrong before it sends anything. */
function isNetworkError(error: Error): boolean {
  return "code" in error || "errno" in error || networkErrors.has(error.name);
}

const networkErrors = new Set(["AbortError", "TimeoutError", "AggregateError"]);

/** The code as the service sent it, where the SDK keeps it beside the error's name. */
function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, "Code") ?? Reflect.get(error, "code");
  return typeof code === "string" ? code : error.name;
}
