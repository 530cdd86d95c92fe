import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  LambdaServiceException,
} from "@aws-sdk/client-lambda";
import { withoutLineage } from "../../adapters/aws/sdk-calls.ts";
import type { Credentials } from "../../engine/credentials-port.ts";
import type { TaskRequest } from "../../engine/ports.ts";
import type {
  LambdaAnswer,
  LambdaBackend,
  LambdaCall,
} from "../../integrations/lambda/lambda-backend.ts";
import { lambdaRefusal } from "../../integrations/lambda/lambda-refusal.ts";
import { roleOf } from "../../integrations/sdk/role-of.ts";
import { SdkFailure } from "../../integrations/sdk/sdk-caller.ts";
import { keepHeaders } from "../../integrations/sdk/sdk-headers.ts";
import { failureOf, metadataOf } from "../../integrations/sdk/sdk-metadata.ts";

/** Calls Lambda with the rights of state machines: each call once, for as long as it takes. */
export class LambdaFunctions implements Pick<LambdaBackend, "invoke"> {
  private readonly credentials: Credentials;
  private readonly clients = new Map<string, LambdaClient>();

  constructor(credentials: Credentials) {
    this.credentials = credentials;
  }

  async invoke(call: LambdaCall): Promise<LambdaAnswer> {
    const { functionName, qualifier, invocationType, clientContext, logType, request } = call;
    const input: InvokeCommandInput = {
      FunctionName: functionName,
      InvocationType: invocationType as InvokeCommandInput["InvocationType"],
      Payload: Buffer.from(call.payload),
      ...(qualifier !== undefined && { Qualifier: qualifier }),
      ...(clientContext !== undefined && { ClientContext: clientContext }),
      ...(logType !== undefined && { LogType: logType as "Tail" }),
    };
    try {
      const client = this.client(request);
      const command = new InvokeCommand(input);
      const headers = keepHeaders(command as never);
      const answer = await client.send(command, { abortSignal: call.signal });
      return {
        statusCode: answer.StatusCode ?? 200,
        payload: answer.Payload === undefined ? "" : Buffer.from(answer.Payload).toString(),
        functionError: answer.FunctionError,
        executedVersion: answer.ExecutedVersion,
        logResult: answer.LogResult,
        requestId: metadataOf(answer).requestId,
        traceId: headers()["x-amzn-trace-id"],
      };
    } catch (error) {
      const failure = failureOf(error, "Lambda", LambdaServiceException);
      throw failure instanceof SdkFailure ? lambdaRefusal(failure) : failure;
    }
  }

  /** The function's timeout in seconds. Throws if that cannot be found out. */
  async timeoutSeconds(functionName: string, request: TaskRequest): Promise<number | undefined> {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const abortSignal = AbortSignal.timeout(askMsMax);
    return (await this.client(request).send(command, { abortSignal })).Timeout;
  }

  private client(request: TaskRequest): LambdaClient {
    const { execution } = request;
    const roleArn = roleOf(request) ?? execution.roleArn;
    const region = execution.executionArn.split(":")[3] ?? "us-east-1";
    // A role's session belongs to the state machine.
    const key = `${region} ${roleArn} ${execution.stateMachineArn}`;
    const known = this.clients.get(key);
    if (known !== undefined) return known;
    if (this.clients.size >= clientsMax) this.clients.clear();
    const client = withoutLineage(
      new LambdaClient({
        region,
        maxAttempts: 1,
        // No timeout: a function may take 15 minutes, and its caller is told when to give up.
        requestHandler: { connectionTimeout: 5_000, httpsAgent: { maxSockets } },
        credentials: () => this.credentials.assumeRole(roleArn, request),
      }),
    );
    this.clients.set(key, client);
    return client;
  }
}

/** Whoever asks for a timeout holds up the start of an execution. */
const askMsMax = 3_000;
const clientsMax = 200;
const maxSockets = 500;
