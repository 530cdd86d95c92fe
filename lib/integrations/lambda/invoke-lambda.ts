import { DocumentError, readDocument, writeDocument } from "../../data/document.ts";
import type { TaskRequest } from "../../engine/ports.ts";
import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { repeatKey } from "../delivery.ts";
import { missingField } from "../parameter-faults.ts";
import type { IntegrationServices, ServiceIntegration } from "../service-integration.ts";
import { TaskError } from "../task-handler.ts";
import { lambdaResult } from "./lambda-result.ts";

/**
 * `arn:aws:states:::lambda:invoke`: Payload is the function's event; the result holds its answer
 * and what the API answered around it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export const invokeLambda: ServiceIntegration = async ({
  request,
  parameters,
  signal,
  services,
}) => {
  const functionName = textOf(parameters, "FunctionName");
  if (functionName === undefined) throw missingField("FunctionName", parameters);
  const answer = await services.lambda.invoke({
    functionName,
    qualifier: textOf(parameters, "Qualifier"),
    invocationType: textOf(parameters, "InvocationType") ?? "RequestResponse",
    payload: payloadText(ownValue(parameters, "Payload")),
    clientContext: clientContext(textOf(parameters, "ClientContext"), request, services),
    logType: textOf(parameters, "LogType"),
    request,
    signal,
  });
  if (answer.functionError !== undefined) throw functionError(answer.payload);
  const { payload } = answer;
  return lambdaResult(answer, payloadValue(payload), Buffer.byteLength(payload), request.at);
};

/** A function's own ARN as Resource: its event is the effective input, its answer the result. */
export async function invokeFunction(
  functionArn: string,
  attempt: {
    readonly request: TaskRequest;
    readonly signal: AbortSignal;
    readonly services: IntegrationServices;
  },
): Promise<JsonValue> {
  const { request, signal, services } = attempt;
  const answer = await services.lambda.invoke({
    functionName: functionArn,
    invocationType: "RequestResponse",
    payload: writeDocument(request.task.parameters),
    clientContext: clientContext(undefined, request, services),
    request,
    signal,
  });
  if (answer.functionError !== undefined) throw functionError(answer.payload);
  return payloadValue(answer.payload);
}

/**
 * The Task's ClientContext; where an attempt may be made again, with its idempotency key as the
 * custom member `idempotencyKey`.
 */
function clientContext(
  given: string | undefined,
  request: TaskRequest,
  { atLeastOnce }: IntegrationServices,
): string | undefined {
  const idempotencyKey = repeatKey(request, atLeastOnce);
  if (idempotencyKey === undefined) return given;
  const context = given === undefined ? {} : readObject(Buffer.from(given, "base64").toString());
  const custom = ownValue(context, "custom");
  const merged = {
    ...context,
    custom: { ...(isJsonObject(custom) ? custom : {}), idempotencyKey },
  };
  return Buffer.from(writeDocument(merged)).toString("base64");
}

/**
 * Observed on AWS: no Payload, or null, is the event {}; a text is the event's JSON text; anything
 * else is the event.
 */
function payloadText(payload: JsonValue | undefined): string {
  if (payload === undefined || payload === null) return "{}";
  return typeof payload === "string" ? payload : writeDocument(payload);
}

function payloadValue(payload: string): JsonValue {
  if (payload === "") return "";
  try {
    return readDocument(payload);
  } catch (error) {
    if (error instanceof DocumentError) throw unknownError(payload);
    throw error;
  }
}

/** The function's own error: its type is the Error Name, all that it told of it the cause. */
function functionError(payload: string): TaskError {
  const errorType = textOf(readObject(payload), "errorType");
  return errorType === undefined ? unknownError(payload) : new TaskError(errorType, payload);
}

/** The JSON object; {} if it is none. */
function readObject(text: string): JsonObject {
  try {
    const value = readDocument(text);
    return isJsonObject(value) ? value : {};
  } catch (error) {
    if (error instanceof DocumentError) return {};
    throw error;
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/troubleshooting-service-integrations.html */
function unknownError(payload: string): TaskError {
  return new TaskError(
    "Lambda.Unknown",
    "The cause could not be determined because Lambda did not return an error type. " +
      `Returned payload: ${payload}`,
  );
}

function textOf(parameters: JsonObject, name: string): string | undefined {
  const value = ownValue(parameters, name);
  return typeof value === "string" ? value : undefined;
}
