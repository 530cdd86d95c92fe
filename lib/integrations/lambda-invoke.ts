import { DocumentError, readDocument, writeDocument } from "../data/document.ts";
import { isJsonObject, type JsonValue, ownValue } from "../language/json.ts";
import type { Integration } from "./integration.ts";
import { lambdaResult } from "./lambda/lambda-result.ts";
import { requestId } from "./task-context.ts";

/**
 * `arn:aws:states:::lambda:invoke`: the function gets Payload; its answer is the result's Payload.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export const lambdaInvoke: Integration = {
  input: ({ parameters }) =>
    eventOf((isJsonObject(parameters) ? ownValue(parameters, "Payload") : null) ?? {}),
  target: ({ parameters, resource }) => {
    const name = isJsonObject(parameters) ? ownValue(parameters, "FunctionName") : undefined;
    return typeof name === "string" ? name : resource;
  },
  result: (answer, request) => {
    const envelope = {
      statusCode: 200,
      executedVersion: "$LATEST",
      requestId: requestId(request),
    };
    return lambdaResult(envelope, answer, Buffer.byteLength(writeDocument(answer)), request.at);
  },
};

/**
 * Observed on AWS: a text is the event's JSON text. One that is no JSON, which Lambda refuses, is
 * given as it is: whoever tests need not care.
 */
function eventOf(payload: JsonValue): JsonValue {
  if (typeof payload !== "string") return payload;
  try {
    return readDocument(payload);
  } catch (error) {
    if (error instanceof DocumentError) return payload;
    throw error;
  }
}
