import { writeDocument } from "../data/document.ts";
import { isJsonObject, ownValue } from "../language/json.ts";
import type { Integration } from "./integration.ts";
import { sdkMetadata } from "./sdk-answer.ts";
import { requestId } from "./task-context.ts";

/**
 * `arn:aws:states:::lambda:invoke`: the function gets Payload; its answer is the result's Payload.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export const lambdaInvoke: Integration = {
  input: ({ parameters }) =>
    (isJsonObject(parameters) ? ownValue(parameters, "Payload") : null) ?? {},
  target: ({ parameters, resource }) => {
    const name = isJsonObject(parameters) ? ownValue(parameters, "FunctionName") : undefined;
    return typeof name === "string" ? name : resource;
  },
  result: (answer, request) => ({
    ExecutedVersion: "$LATEST",
    Payload: answer,
    ...sdkMetadata({
      requestId: requestId(request),
      at: request.at,
      contentLength: Buffer.byteLength(writeDocument(answer)),
      contentType: "application/json",
      headers: { "X-Amz-Executed-Version": "$LATEST", "x-amzn-Remapped-Content-Length": "0" },
    }),
    StatusCode: 200,
  }),
};
