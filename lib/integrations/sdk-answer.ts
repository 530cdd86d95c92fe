import type { JsonObject } from "../language/json.ts";

/**
 * SdkHttpMetadata and SdkResponseMetadata, which optimised integrations add to what their service
 * answers. Observed on AWS: the shape is that of the recordings of `lambda:invoke` and
 * `states:startExecution`.
 */
export function sdkMetadata(answer: {
  readonly requestId: string;
  readonly at: number;
  readonly contentLength: number;
  readonly contentType: string;
  readonly statusCode?: number;
  /** Headers of the one service, in front. */
  readonly headers?: { readonly [name: string]: string };
}): JsonObject {
  const { requestId, at, contentLength, contentType, statusCode = 200, headers = {} } = answer;
  const date = new Date(at).toUTCString();
  const common = {
    ...headers,
    "x-amzn-RequestId": requestId,
    Connection: "keep-alive",
    "Content-Length": String(contentLength),
    Date: date,
    "Content-Type": contentType,
  };
  const lists = Object.entries(common).map(([name, value]) => [name, [value]] as const);
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(lists),
      HttpHeaders: common,
      HttpStatusCode: statusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
