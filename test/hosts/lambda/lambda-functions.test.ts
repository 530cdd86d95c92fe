import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LambdaFunctions } from "../../../lib/hosts/lambda/lambda-functions.ts";
import { roleRequest } from "../../../lib/hosts/lambda/role-request.ts";

const request = roleRequest({
  executionArn: "arn:aws:states:eu-west-1:123456789012:execution:m:e",
  stateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:m",
  roleArn: "arn:aws:iam::123456789012:role/m",
});

/** A stand-in for Lambda's API: answers each request alike, and keeps what it was sent. */
class StandIn {
  readonly received: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
  answer: { status: number; headers?: Record<string, string>; body: string } = {
    status: 200,
    body: "{}",
  };
  private readonly server = createServer((incoming, response) => {
    this.received.push({ url: incoming.url ?? "", headers: incoming.headers });
    incoming.resume();
    const { status, headers = {}, body } = this.answer;
    response.writeHead(status, { "x-amzn-RequestId": "id", ...headers }).end(body);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

const roles: string[] = [];
const functions = () =>
  new LambdaFunctions({
    assumeRole: async (roleArn) => {
      roles.push(roleArn);
      return { accessKeyId: "ASSUMED", secretAccessKey: "secret", sessionToken: "token" };
    },
  });

const invocation = {
  functionName: "work",
  invocationType: "RequestResponse",
  payload: '{"n":1}',
  request,
  signal: new AbortController().signal,
};

const lambda = { api: new StandIn() };

beforeEach(async () => {
  lambda.api = new StandIn();
  process.env.AWS_ENDPOINT_URL_LAMBDA = await lambda.api.start();
  // As in a function that a queue has invoked.
  process.env.AWS_LAMBDA_FUNCTION_NAME = "interpreter";
  process.env._X_AMZN_TRACE_ID = "Root=1-2-3;Lineage=1:2:3";
  roles.splice(0);
});

afterEach(() => {
  lambda.api.stop();
  for (const name of ["AWS_ENDPOINT_URL_LAMBDA", "AWS_LAMBDA_FUNCTION_NAME", "_X_AMZN_TRACE_ID"]) {
    delete process.env[name];
  }
});

describe("a function that a Task calls", () => {
  it("is called once, with the rights of the state machine, and passes no lineage on", async () => {
    lambda.api.answer = {
      status: 200,
      headers: { "X-Amzn-Trace-Id": "Root=1", "X-Amz-Executed-Version": "$LATEST" },
      body: '{"done":true}',
    };
    const answer = await functions().invoke(invocation);
    expect(answer).toMatchObject({
      statusCode: 200,
      payload: '{"done":true}',
      executedVersion: "$LATEST",
      requestId: "id",
      traceId: "Root=1",
    });
    const [received, ...others] = lambda.api.received;
    expect(others).toEqual([]);
    expect(received?.url).toBe("/2015-03-31/functions/work/invocations");
    expect(received?.headers.authorization).toMatch(
      /Credential=ASSUMED\/\d{8}\/eu-west-1\/lambda\//,
    );
    expect(received?.headers["x-amzn-trace-id"]).toBeUndefined();
    expect(roles).toEqual(["arn:aws:iam::123456789012:role/m"]);
  });

  it("is not called again when Lambda is overloaded: that is for the state's Retry to say", async () => {
    const error = { status: 503, body: '{"message":"later"}' };
    lambda.api.answer = { ...error, headers: { "X-Amzn-ErrorType": "ServiceException" } };
    await expect(functions().invoke(invocation)).rejects.toMatchObject({
      error: "Lambda.ServiceException",
    });
    expect(lambda.api.received.length).toBe(1);
  });

  it("tells its timeout", async () => {
    lambda.api.answer = { status: 200, body: '{"Timeout":42}' };
    expect(await functions().timeoutSeconds("work", request)).toBe(42);
    expect(lambda.api.received[0]?.url).toBe("/2015-03-31/functions/work/configuration");
  });
});
