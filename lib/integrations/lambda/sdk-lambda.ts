import { type JsonObject, ownValue } from "../../language/json.ts";
import { type SdkCaller, SdkFailure } from "../sdk/sdk-caller.ts";
import type { LambdaAnswer, LambdaBackend, LambdaCall } from "./lambda-backend.ts";
import { lambdaRefusal } from "./lambda-refusal.ts";

/** Functions on AWS, or wherever AWS_ENDPOINT_URL_LAMBDA points. */
export class SdkLambda implements LambdaBackend {
  private readonly sdk: SdkCaller;

  constructor(sdk: SdkCaller) {
    this.sdk = sdk;
  }

  has(): boolean {
    return true;
  }

  async invoke(call: LambdaCall): Promise<LambdaAnswer> {
    const { functionName, qualifier, invocationType, payload, clientContext, logType } = call;
    const { request, signal } = call;
    const parameters = {
      FunctionName: functionName,
      InvocationType: invocationType,
      Payload: payload,
      ...(qualifier !== undefined && { Qualifier: qualifier }),
      ...(clientContext !== undefined && { ClientContext: clientContext }),
      ...(logType !== undefined && { LogType: logType }),
    };
    try {
      const called = { service: "lambda", action: "invoke", parameters, request, signal };
      const { output, requestId, headers } = await this.sdk.call(called);
      return {
        statusCode: Number(ownValue(output, "StatusCode") ?? 200),
        payload: textOf(output, "Payload") ?? "",
        functionError: textOf(output, "FunctionError"),
        executedVersion: textOf(output, "ExecutedVersion"),
        logResult: textOf(output, "LogResult"),
        requestId,
        traceId: headers["x-amzn-trace-id"],
      };
    } catch (error) {
      throw error instanceof SdkFailure ? lambdaRefusal(error) : error;
    }
  }
}

function textOf(output: JsonObject, name: string): string | undefined {
  const value = ownValue(output, name);
  return typeof value === "string" ? value : undefined;
}
