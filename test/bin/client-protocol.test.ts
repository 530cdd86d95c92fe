import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectionFrom } from "../../bin/client/connection.ts";
import { followHistory } from "../../bin/client/follow-history.ts";
import { signRequest } from "../../bin/client/sign-request.ts";
import { StepFunctionsClient } from "../../bin/client/step-functions-client.ts";

describe("a signature is that of AWS's test suite", () => {
  // https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html
  const suite = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  };
  const sessionToken =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfp" +
    "SPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQ" +
    "DYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+s" +
    "cqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
  const form = { "Content-Type": "application/x-www-form-urlencoded" };

  it.each([
    [
      "post-vanilla",
      { headers: {}, body: "" },
      suite,
      "host;x-amz-date",
      "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    ],
    [
      "post-header-value-case",
      { headers: { "My-Header1": "VALUE1" }, body: "" },
      suite,
      "host;my-header1;x-amz-date",
      "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
    ],
    [
      "post-x-www-form-urlencoded",
      { headers: form, body: "Param1=value1" },
      suite,
      "content-type;host;x-amz-date",
      "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ],
    [
      "post-sts-header-before",
      { headers: {}, body: "" },
      { ...suite, sessionToken },
      "host;x-amz-date;x-amz-security-token",
      "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
    ],
  ])("%s", (_name, request, credentials, signed, signature) => {
    const url = new URL("https://example.amazonaws.com/");
    const scope = { credentials, region: "us-east-1", service: "service" };
    const headers = signRequest({ url, ...request }, scope, Date.UTC(2015, 7, 30, 12, 36));
    expect(headers["x-amz-date"]).toBe("20150830T123600Z");
    expect(headers.authorization).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
        `SignedHeaders=${signed}, Signature=${signature}`,
    );
  });
});

describe("the connection", () => {
  const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "s" };

  it.each([
    ["http://127.0.0.1:8083/", "us-east-1", {}, {}],
    ["http://h:1/", "us-east-1", {}, { AWS_ENDPOINT_URL: "http://h:1" }],
    [
      "http://s/",
      "x-1",
      {},
      { AWS_ENDPOINT_URL: "http://h:1", AWS_ENDPOINT_URL_SFN: "http://s", AWS_REGION: "x-1" },
    ],
    [
      "http://o/p",
      "o-1",
      { endpoint: "http://o/p", region: "o-1" },
      { AWS_ENDPOINT_URL_SFN: "http://s", AWS_REGION: "x-1" },
    ],
    [
      "https://states.eu-west-1.amazonaws.com/",
      "eu-west-1",
      { endpoint: "aws" },
      { ...keys, AWS_DEFAULT_REGION: "eu-west-1" },
    ],
    [
      "https://states.cn-north-1.amazonaws.com.cn/",
      "cn-north-1",
      { endpoint: "aws", region: "cn-north-1" },
      keys,
    ],
    [
      "https://states.eu-west-3.amazonaws.com/",
      "eu-west-3",
      { endpoint: "https://states.eu-west-3.amazonaws.com" },
      keys,
    ],
  ])("goes to %s in %s", (href, region, options, environment) => {
    const connection = connectionFrom(options, environment);
    expect([connection.url.href, connection.region]).toEqual([href, region]);
  });

  it("never calls AWS without credentials, or an endpoint that is none", () => {
    const aws = { endpoint: "aws", region: "eu-west-1" };
    expect(() => connectionFrom(aws, {})).toThrow("AWS wants AWS_ACCESS_KEY_ID");
    for (const endpoint of ["ftp://h", "http://h/?a=1", "http://user@h", "h:80"]) {
      expect(() => connectionFrom({ endpoint }, {}), endpoint).toThrow("should be a URL such as");
    }
    expect(() => connectionFrom({ region: "Ireland!" }, {})).toThrow("should look like us-east-1");
  });
});

describe("the client", () => {
  it("sends what was throttled once more", async () => {
    const client = await clientOf([
      [400, { __type: "com.amazon.coral.service#ThrottlingException", message: "Rate exceeded" }],
      [200, { stopDate: 1 }],
    ]);
    const request = { executionArn: "arn" };
    expect(await client.call("StopExecution", request)).toEqual({ stopDate: 1 });
  });

  it("says what the API says, and what else may have answered", async () => {
    const client = await clientOf([
      [400, { __type: "com.amazonaws.sfn#InvalidArn", Message: "Invalid Arn" }],
      [502, "<html>"],
      [500, {}],
    ]);
    const call = (): Promise<unknown> => client.call("StopExecution", { executionArn: "arn" });
    await expect(call()).rejects.toThrow(/^InvalidArn: Invalid Arn$/);
    await expect(call()).rejects.toThrow(/is no Step Functions endpoint: HTTP 502, no JSON$/);
    await expect(call()).rejects.toThrow(/^HTTP 500: {}$/);
  });
});

describe("a history is followed", () => {
  const event = (id: number, type: string): object => ({ id, type, timestamp: id });

  it("through pages, silence, and an endpoint that is away for a while, to the end", async () => {
    const asked: object[] = [];
    const answers: readonly Answer[] = [
      [200, { events: [event(1, "ExecutionStarted")], nextToken: "more" }],
      [200, { events: [event(2, "TaskStateEntered")] }],
      [200, { events: [event(2, "TaskStateEntered"), event(1, "ExecutionStarted")] }],
      "hang up",
      "hang up",
      [200, { events: [event(4, "TaskScheduled")], nextToken: "more" }],
      [200, { events: [event(3, "TaskFailed"), event(2, "TaskStateEntered")] }],
      [200, { events: [event(5, "ExecutionFailed"), event(4, "TaskScheduled")] }],
    ];
    const client = await clientOf(answers, asked);
    const silences: boolean[] = [];
    const silent = (why?: Error): unknown => silences.push(why !== undefined);
    const options = { executionArn: "arn", withData: false, silent };
    expect(await idsOf(followHistory(client, options))).toEqual([[1, 2], [3, 4], [5]]);
    expect(silences).toEqual([true, false]);
    expect(asked.slice(0, 3)).toEqual([
      { executionArn: "arn", includeExecutionData: false, reverseOrder: false, maxResults: 1000 },
      {
        executionArn: "arn",
        includeExecutionData: false,
        reverseOrder: false,
        maxResults: 1000,
        nextToken: "more",
      },
      { executionArn: "arn", includeExecutionData: false, reverseOrder: true, maxResults: 100 },
    ]);
  });

  it("beyond an end that was redriven", async () => {
    const client = await clientOf([
      [200, { events: [event(1, "ExecutionStarted"), event(2, "ExecutionFailed")] }],
      [200, { events: [event(3, "ExecutionRedriven"), event(2, "ExecutionFailed")] }],
      [200, { events: [event(4, "ExecutionSucceeded"), event(3, "ExecutionRedriven")] }],
    ]);
    const options = { executionArn: "arn", withData: true, redrives: 1 };
    expect(await idsOf(followHistory(client, options))).toEqual([[1, 2], [3], [4]]);
  });

  it("no further when the endpoint refuses", async () => {
    const client = await clientOf([[400, { __type: "InvalidArn", message: "no" }]]);
    const options = { executionArn: "arn", withData: true };
    await expect(idsOf(followHistory(client, options))).rejects.toThrow("InvalidArn: no");
  });
});

async function idsOf(
  chunks: AsyncIterable<readonly { readonly id: number }[]>,
): Promise<number[][]> {
  const ids: number[][] = [];
  for await (const events of chunks) ids.push(events.map(({ id }) => id));
  return ids;
}

type Answer = readonly [status: number, body: object | string] | "hang up";

/** A client of an endpoint that gives these answers in turn; the requests are put in `asked`. */
async function clientOf(
  answers: readonly Answer[],
  asked: object[] = [],
): Promise<StepFunctionsClient> {
  const left = [...answers];
  const server = createServer((request, response) => void reply(request, response));
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = "";
    for await (const chunk of request) text += chunk;
    asked.push(JSON.parse(text));
    const answer = left.shift();
    if (answer === undefined || answer === "hang up") {
      request.socket.destroy();
      return;
    }
    const [status, body] = answer;
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return new StepFunctionsClient(connectionFrom({ endpoint: `http://127.0.0.1:${port}` }, {}));
}
