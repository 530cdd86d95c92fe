import { describe, expect, it } from "vitest";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { EndpointLambda } from "../../lib/integrations/lambda/endpoint-lambda.ts";
import { readFunctionName } from "../../lib/integrations/lambda/function-name.ts";
import type { LambdaBackend } from "../../lib/integrations/lambda/lambda-backend.ts";
import { SdkLambda } from "../../lib/integrations/lambda/sdk-lambda.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { localServer, type ReceivedRequest } from "./local-server.ts";
import { readRecordings } from "./recordings.ts";
import { sdkClients, serviceInvoker } from "./sdk-services.ts";
import { taskRequest } from "./task-request.ts";

const invoke = "arn:aws:states:::lambda:invoke";
const direct = "arn:aws:lambda:eu-west-1:123456789012:function:greet";

interface Answer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

interface Invoked {
  readonly reply: TaskReply;
  readonly received: readonly ReceivedRequest[];
}

/** Both ways to a function that is not in this process. */
const backends: { readonly [name: string]: (url: string) => LambdaBackend } = {
  "behind an endpoint": (url) => new EndpointLambda(url),
  "called with the SDK": (url) => new SdkLambda(sdkClients(url)),
};

describe.each(Object.entries(backends))("a function %s", (_name, backend) => {
  async function perform(
    resource: string,
    parameters: JsonValue,
    { status = 200, headers = {}, body = "null" }: Answer,
  ): Promise<Invoked> {
    await using server = await localServer((_request, response) => {
      const version = status === 200 ? { "x-amz-executed-version": "7" } : {};
      response.writeHead(status, { "x-amzn-requestid": "request-1", ...version, ...headers });
      response.end(body);
    });
    const lambda = backend(server.url);
    const reply = await serviceInvoker({ lambda }).invoke(taskRequest(resource, parameters));
    return { reply, received: server.received };
  }

  it("gets the effective input where its ARN is the Resource", async () => {
    const { reply, received } = await perform(direct, { who: "you" }, { body: '{"hi":1.0}' });
    expect(received[0]?.url).toContain("/2015-03-31/functions/");
    expect(received[0]?.url).toMatch(/greet\/invocations$/);
    expect(received[0]?.body).toBe('{"who":"you"}');
    expect(JSON.stringify(reply)).toBe('{"type":"succeeded","output":{"hi":1.0}}');
  });

  it("gets Payload, and answers the optimised integration's result", async () => {
    const parameters = { FunctionName: "greet", Payload: { who: "you" } };
    const { reply, received } = await perform(invoke, parameters, { body: '"hi"' });
    expect(received[0]?.body).toBe('{"who":"you"}');
    const headers = {
      "X-Amz-Executed-Version": "7",
      "x-amzn-Remapped-Content-Length": "0",
      "x-amzn-RequestId": "request-1",
      Connection: "keep-alive",
      "Content-Length": "4",
      Date: "Thu, 01 Jan 2026 00:00:00 GMT",
      "Content-Type": "application/json",
    };
    const lists = Object.entries(headers).map(([name, value]) => [name, [value]]);
    expect(reply).toEqual({
      type: "succeeded",
      output: {
        ExecutedVersion: "7",
        Payload: "hi",
        SdkHttpMetadata: {
          AllHttpHeaders: Object.fromEntries(lists),
          HttpHeaders: headers,
          HttpStatusCode: 200,
        },
        SdkResponseMetadata: { RequestId: "request-1" },
        StatusCode: 200,
      },
    });
  });

  // What echoing functions got and answered on AWS.
  const recordings = readRecordings("services", "invoke").filter(({ scheduled }) =>
    Object.hasOwn(Object(scheduled), "FunctionName"),
  );
  it.each(recordings)("gets and answers what AWS recorded in $slug", async (recording) => {
    const parameters = recording.scheduled as { readonly [name: string]: JsonValue };
    const { Payload, SdkHttpMetadata } = recording.succeeded as {
      readonly Payload: JsonValue;
      readonly SdkHttpMetadata: { readonly HttpHeaders: { readonly [name: string]: string } };
    };
    const body = JSON.stringify(Payload);
    const { reply, received } = await perform(invoke, parameters, { body });
    const sent = typeof parameters.Payload === "string" ? parameters.Payload : "{}";
    expect(received[0]?.body).toBe(sent);
    const output = (reply as TaskReply<"succeeded">).output as typeof recording.succeeded;
    expect(output).toMatchObject({ Payload, StatusCode: 200 });
    expect(Object.keys(output as object)).toEqual(Object.keys(Object(recording.succeeded)));
    expect(SdkHttpMetadata.HttpHeaders).toMatchObject({ "x-amzn-Remapped-Content-Length": "0" });
  });

  it("can be called by version, with a client context, for its log", async () => {
    const { reply, received } = await perform(
      invoke,
      {
        FunctionName: "greet",
        Qualifier: "live",
        ClientContext: "e30=",
        LogType: "Tail",
        Payload: {},
      },
      { headers: { "x-amz-log-result": "bG9n" } },
    );
    expect(received[0]?.url).toMatch(/\/greet\/invocations\?Qualifier=live$/);
    expect(received[0]?.headers).toMatchObject({
      "x-amz-client-context": "e30=",
      "x-amz-log-type": "Tail",
      "x-amz-invocation-type": "RequestResponse",
    });
    expect(reply).toMatchObject({ output: { LogResult: "bG9n", Payload: null } });
  });

  it("can be called without waiting for it", async () => {
    const parameters = { FunctionName: "greet", InvocationType: "Event" };
    const { reply, received } = await perform(invoke, parameters, { status: 202, body: "" });
    expect(received[0]?.headers["x-amz-invocation-type"]).toBe("Event");
    expect(reply).toMatchObject({ type: "succeeded", output: { Payload: "", StatusCode: 202 } });
    expect((reply as TaskReply<"succeeded">).output).not.toHaveProperty("ExecutedVersion");
  });

  it("is submitted where the Task waits for a callback", async () => {
    const { reply } = await perform(`${invoke}.waitForTaskToken`, { FunctionName: "greet" }, {});
    expect(reply).toMatchObject({ type: "submitted", output: { Payload: null } });
  });

  const unhandled = { "x-amz-function-error": "Unhandled" };

  it.each([
    ["its ARN", direct],
    ["lambda:invoke", invoke],
  ])("fails with its own error when called by %s", async (_by, resource) => {
    const body = '{"errorMessage": "no", "errorType": "CustomException", "trace": []}';
    const answer = { headers: unhandled, body };
    const { reply } = await perform(resource, { FunctionName: "greet" }, answer);
    expect(reply).toEqual({ type: "failed", error: "CustomException", cause: body });
  });

  it("fails with Lambda.Unknown if it does not say what failed", async () => {
    const body = '{"errorMessage":"Task timed out after 3.00 seconds"}';
    const { reply } = await perform(direct, {}, { headers: unhandled, body });
    expect(reply).toEqual({
      type: "failed",
      error: "Lambda.Unknown",
      cause:
        "The cause could not be determined because Lambda did not return an error type. " +
        `Returned payload: ${body}`,
    });
  });

  it.each([
    [404, "ResourceNotFoundException", "Lambda.ResourceNotFoundException"],
    [429, "TooManyRequestsException", "Lambda.TooManyRequestsException"],
    [500, "ServiceException", "Lambda.ServiceException"],
    [403, "AccessDeniedException", "Lambda.AWSLambdaException"],
  ])("that is refused with %i %s fails with its name", async (status, code, error) => {
    const headers = { "x-amzn-errortype": code, "content-type": "application/json" };
    const body = '{"Message":"not so","message":"not so"}';
    const { reply } = await perform(direct, {}, { status, headers, body });
    expect(reply).toEqual({
      type: "failed",
      error,
      cause:
        `not so (Service: AWSLambda; Status Code: ${status}; Error Code: ${code}; ` +
        "Request ID: request-1; Proxy: null)",
    });
  });

  it("that cannot be reached is the client's failure", async () => {
    const server = await localServer(() => {});
    await server[Symbol.asyncDispose]();
    const reply = await serviceInvoker({ lambda: backend(server.url) }).invoke(
      taskRequest(direct, {}),
    );
    expect(reply).toMatchObject({ type: "failed", error: "Lambda.SdkClientException" });
  });

  it("is hung up on when the attempt is cancelled", async () => {
    const request = taskRequest(direct, {});
    const closed = Promise.withResolvers<void>();
    await using server = await localServer((_request, response) => {
      response.on("close", closed.resolve);
      invoker.cancel(request.execution.executionArn, request.task.attempt);
    });
    const invoker = serviceInvoker({ lambda: backend(server.url) });
    expect(await invoker.invoke(request)).toMatchObject({ type: "failed" });
    await closed.promise;
  });
});

describe("a runtime interface emulator", () => {
  const emulator = (body: string) =>
    localServer((_request, response) => {
      response.writeHead(200);
      response.end(body);
    });

  it("tells of an error in the body alone", async () => {
    const body = '{"errorMessage":"no","errorType":"Error","stackTrace":[]}';
    await using server = await emulator(body);
    const lambda = new EndpointLambda(server.url);
    const reply = await serviceInvoker({ lambda }).invoke(taskRequest(direct, {}));
    expect(reply).toEqual({ type: "failed", error: "Error", cause: body });
  });

  it("may be given with its whole path", async () => {
    await using server = await emulator("1");
    const path = "/2015-03-31/functions/function/invocations";
    const lambda = new EndpointLambda(`${server.url}${path}`);
    await serviceInvoker({ lambda }).invoke(taskRequest(direct, {}));
    expect(server.received[0]?.url).toBe(path);
  });
});

describe("a function that is nowhere", () => {
  it("cannot be called without its name", async () => {
    const reply = await serviceInvoker({}).invoke(taskRequest(invoke, { Payload: 1 }));
    expect(reply).toEqual({
      type: "failed",
      error: "States.Runtime",
      cause:
        "The Parameters '{\"Payload\":1}' could not be used to start the Task: " +
        '[The field "FunctionName" is required but was missing]',
    });
  });

  it("is not found, as on AWS", async () => {
    const parameters = { FunctionName: "no_such", Payload: null };
    const reply = await serviceInvoker({}).invoke(taskRequest(invoke, parameters));
    expect(reply).toMatchObject({ type: "failed", error: "Lambda.ResourceNotFoundException" });
    expect((reply as TaskReply<"failed">).cause).toMatch(
      /^Function not found: arn:aws:lambda:eu-west-1:123456789012:function:no_such:\$LATEST \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [-0-9a-f]{36}; Proxy: null\)$/,
    );
  });
});

it.each([
  ["greet", "greet", undefined],
  ["greet:live", "greet", "live"],
  ["123456789012:function:greet", "greet", undefined],
  ["123456789012:function:greet:3", "greet", "3"],
  [direct, "greet", undefined],
  [`${direct}:$LATEST`, "greet", "$LATEST"],
])("%s names the function %s with the qualifier %s", (text, name, qualifier) => {
  expect(readFunctionName(text)).toMatchObject({ name, qualifier });
});
