import { DocumentError, readDocument } from "../data/document.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../language/json.ts";
import { plainValue, survey } from "../language/plain-value.ts";
import { ApiError } from "./api-error.ts";
import { type Caller, readCaller } from "./protocol-caller.ts";

/**
 * AWS JSON 1.0, the protocol of Step Functions: `POST /`, the operation in `X-Amz-Target`. What is
 * known of a request before its body is read. Header names are in lower case.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export interface ProtocolHead {
  readonly method: string;
  readonly path: string;
  readonly headers: ProtocolHeaders;
}

export type ProtocolHeaders = {
  readonly [name: string]: string | readonly string[] | undefined;
};

/** Who wants what. */
export interface ProtocolCall {
  readonly operation: string;
  readonly caller: Caller;
  readonly contentType: string;
}

export interface ProtocolAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** Throws ApiError for a request that is none of this protocol, or is not signed. */
export function readHead(head: ProtocolHead): ProtocolCall {
  return { ...readTarget(head), caller: readCaller(headerOf(head.headers, "authorization")) };
}

/** What is wanted, whoever wants it. Throws ApiError for what is no request of this protocol. */
export function readTarget({
  method,
  path,
  headers,
}: ProtocolHead): Pick<ProtocolCall, "operation" | "contentType"> {
  if (method !== "POST" || path !== "/") {
    throw new ApiError("UnknownPathException", `${method} ${shown(path)}: ${howTo}`);
  }
  const contentType = headerOf(headers, "content-type").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!contentTypes.has(contentType)) {
    const given = contentType === "" ? "no Content-Type" : shown(contentType);
    throw new ApiError("UnsupportedMediaTypeException", `${given}: ${howTo}`);
  }
  const target = headerOf(headers, "x-amz-target");
  const operation = targetPattern.exec(target)?.[1];
  if (operation === undefined) {
    const given = target === "" ? "no X-Amz-Target" : `X-Amz-Target ${shown(target)}`;
    throw new ApiError("UnknownOperationException", `${given}: ${howTo}`);
  }
  return { operation, contentType };
}

/** The request in the body. Throws AWS's SerializationException. */
export function readBody(body: Uint8Array): JsonObject {
  const value = readJson(decode(body));
  if (isJsonObject(value)) return value;
  throw notJson("it is JSON, but no object");
}

function readJson(text: string): JsonValue {
  let value: JsonValue;
  try {
    value = readDocument(text);
  } catch (error) {
    throw error instanceof DocumentError ? notJson(error.message) : error;
  }
  // No request of the model is nested so deep, and what follows is recursive.
  if (survey(value, depthMax, Number.POSITIVE_INFINITY).depth > depthMax) {
    throw notJson(`it is nested deeper than ${depthMax}`);
  }
  return plainValue(value);
}

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    throw error instanceof TypeError ? notJson("it is not encoded in UTF-8") : error;
  }
}

function notJson(why: string): ApiError {
  return new ApiError("SerializationException", `the body must be a JSON object: ${why}`);
}

/** The answer to a request that was carried out. */
export function successAnswer(
  body: string,
  requestId: string,
  contentType: string,
): ProtocolAnswer {
  return { status: 200, headers: headersOf(requestId, contentType), body };
}

/** The answer to a request that was refused, or failed. */
export function errorAnswer(error: unknown, requestId: string): ProtocolAnswer {
  const { errorType, message, details } =
    error instanceof ApiError ? error : new ApiError("InternalFailure", internalFailure);
  const kind = protocolErrors[errorType];
  return {
    status: kind?.status ?? 400,
    headers: headersOf(requestId, contentTypeDefault),
    body: JSON.stringify({ __type: kind?.name ?? errorType, message, ...details }),
  };
}

const contentTypeDefault = "application/x-amz-json-1.0";
/** Services that speak 1.0 read 1.1 alike. */
const contentTypes = new Set([contentTypeDefault, "application/x-amz-json-1.1"]);
const targetPattern = /^AWSStepFunctions\.([A-Za-z]{1,64})$/;
const howTo =
  `this is the Step Functions API: POST / with Content-Type ${contentTypeDefault} ` +
  "and X-Amz-Target AWSStepFunctions.<Operation>";
const internalFailure =
  "The request processing has failed because of an unknown error, exception or failure.";
const depthMax = 100;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Errors of the protocol, not of the service: their status where it is not 400, and AWS's name for
 * them in `__type`. https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 */
const protocolErrors: {
  readonly [errorType: string]: { readonly name: string; readonly status: number };
} = {
  AccessDeniedException: coral("AccessDeniedException", 403),
  IncompleteSignatureException: coral("IncompleteSignatureException", 400),
  InternalFailure: coral("InternalFailure", 500),
  MissingAuthenticationTokenException: coral("MissingAuthenticationTokenException", 400),
  RequestEntityTooLargeException: coral("RequestEntityTooLargeException", 413),
  RequestTimeoutException: coral("RequestTimeoutException", 408),
  SerializationException: coral("SerializationException", 400),
  ServiceUnavailable: coral("ServiceUnavailableException", 503),
  ThrottlingException: coral("ThrottlingException", 400),
  UnknownOperationException: coral("UnknownOperationException", 400),
  UnknownPathException: coral("UnknownOperationException", 404),
  UnrecognizedClientException: coral("UnrecognizedClientException", 400),
  UnsupportedMediaTypeException: coral("UnsupportedMediaTypeException", 415),
};

function coral(name: string, status: number): { readonly name: string; readonly status: number } {
  return { name: `com.amazon.coral.service#${name}`, status };
}

function headersOf(requestId: string, contentType: string): ProtocolAnswer["headers"] {
  return { "x-amzn-RequestId": requestId, "Content-Type": contentType };
}

function headerOf(headers: ProtocolHeaders, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

/** Part of a text that a stranger sent. */
function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
