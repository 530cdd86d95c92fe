import type { JsonObject, JsonValue } from "../../language/json.ts";
import { sdkMetadata } from "../sdk-answer.ts";

/** What Invoke answered around the function's own answer. */
export interface LambdaEnvelope {
  readonly statusCode: number;
  readonly executedVersion?: string | undefined;
  /** Base64 of the last 4 KB of the log, where LogType asks for it. */
  readonly logResult?: string | undefined;
  readonly requestId: string;
  readonly traceId?: string | undefined;
}

/**
 * The result of `lambda:invoke`. Observed on AWS: the recordings of `services`.
 *
 * @param contentLength the answer's bytes
 * @param at when the attempt began
 */
export function lambdaResult(
  { statusCode, executedVersion, logResult, requestId, traceId }: LambdaEnvelope,
  payload: JsonValue,
  contentLength: number,
  at: number,
): JsonObject {
  const headers = {
    ...(executedVersion !== undefined && { "X-Amz-Executed-Version": executedVersion }),
    "x-amzn-Remapped-Content-Length": "0",
    ...(traceId !== undefined && { "X-Amzn-Trace-Id": traceId }),
  };
  const contentType = "application/json";
  return {
    ...(executedVersion !== undefined && { ExecutedVersion: executedVersion }),
    ...(logResult !== undefined && { LogResult: logResult }),
    Payload: payload,
    ...sdkMetadata({ requestId, at, contentLength, contentType, statusCode, headers }),
    StatusCode: statusCode,
  };
}
