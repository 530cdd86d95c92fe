import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { TaskError } from "../task-handler.ts";
import { readFunctionName } from "./function-name.ts";
import type { LambdaAnswer, LambdaBackend, LambdaCall } from "./lambda-backend.ts";
import { refuseAsLambda } from "./lambda-refusal.ts";

/**
 * Functions behind an HTTP endpoint that speaks Lambda's Invoke API: SAM, LocalStack, a runtime
 * interface emulator. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class EndpointLambda implements LambdaBackend {
  private readonly endpoint: URL;

  /** `http://127.0.0.1:3001`; or whole, where the emulator runs one function under one path. */
  constructor(endpoint: string) {
    this.endpoint = new URL(endpoint);
  }

  has(): boolean {
    return true;
  }

  async invoke(call: LambdaCall): Promise<LambdaAnswer> {
    const { invocationType, clientContext, logType } = call;
    const { status, headers, body } = await post(this.urlOf(call), call, {
      "content-type": "application/json",
      "x-amz-invocation-type": invocationType,
      ...(clientContext !== undefined && { "x-amz-client-context": clientContext }),
      ...(logType !== undefined && { "x-amz-log-type": logType }),
    });
    const requestId = textOf(headers, "x-amzn-requestid") ?? "";
    if (status >= 300) throw refusalOf(status, headers, body, requestId);
    return {
      statusCode: status,
      payload: body,
      functionError: textOf(headers, "x-amz-function-error") ?? emulatorError(headers, body),
      executedVersion:
        textOf(headers, "x-amz-executed-version") ?? (status === 200 ? "$LATEST" : undefined),
      logResult: textOf(headers, "x-amz-log-result"),
      requestId,
    };
  }

  private urlOf({ functionName, qualifier }: LambdaCall): URL {
    if (this.endpoint.pathname.endsWith("/invocations")) return this.endpoint;
    const { name, qualifier: own } = readFunctionName(functionName);
    const path = `2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
    const url = new URL(this.endpoint);
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${path}`;
    const version = qualifier ?? own;
    if (version !== undefined) url.searchParams.set("Qualifier", version);
    return url;
  }
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function post(
  url: URL,
  { payload, signal }: LambdaCall,
  headers: { readonly [name: string]: string },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(networkError(error));
    const send = url.protocol === "https:" ? secureRequest : plainRequest;
    const request = send(url, { method: "POST", headers, signal }, (response) => {
      readBody(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        failed,
      );
    });
    request.on("error", failed);
    request.end(payload);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function networkError(error: Error): TaskError {
  return new TaskError(
    "Lambda.SdkClientException",
    `Unable to execute HTTP request: ${error.message || error.name}`,
  );
}

function refusalOf(
  statusCode: number,
  headers: IncomingHttpHeaders,
  body: string,
  requestId: string,
): TaskError {
  const { type, message } = readRefusal(body);
  const code = textOf(headers, "x-amzn-errortype")?.split(":")[0] ?? type;
  return refuseAsLambda({
    code: code ?? codeByStatus.get(statusCode) ?? "ServiceException",
    message: message ?? body,
    statusCode,
    requestId,
  });
}

/** For endpoints that answer with no more than a status. */
const codeByStatus: ReadonlyMap<number, string> = new Map([
  [404, "ResourceNotFoundException"],
  [413, "RequestTooLargeException"],
  [429, "TooManyRequestsException"],
]);

function readRefusal(body: string): { readonly type?: string; readonly message?: string } {
  const { Message, message, __type: type } = readObject(body);
  const text = message ?? Message;
  return {
    ...(typeof type === "string" && { type: type.split("#").at(-1) ?? type }),
    ...(typeof text === "string" && { message: text }),
  };
}

/**
 * Runtime interface emulators answer a function's error with status 200 and no header that says
 * so, nor the version that the API's answers have.
 */
function emulatorError(headers: IncomingHttpHeaders, body: string): string | undefined {
  if (headers["x-amz-executed-version"] !== undefined) return undefined;
  const { errorType, errorMessage } = readObject(body);
  return typeof errorType === "string" && typeof errorMessage === "string"
    ? "Unhandled"
    : undefined;
}

function readObject(body: string): { readonly [key: string]: unknown } {
  if (!body.startsWith("{")) return {};
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

function textOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
