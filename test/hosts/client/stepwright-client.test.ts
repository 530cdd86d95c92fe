import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "vitest";
import { stepwrightClient } from "../../../lib/client.ts";

const stateMachineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:Orders";
const executionArn = "arn:aws:states:eu-west-1:123456789012:execution:Orders:one";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "t" };
const region = "eu-west-1";

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A local stand-in for a Function URL, or for Lambda itself: keeps what it is sent. */
async function standIn(answer: { status?: number; body: string }): Promise<StandIn> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    received.push({ path: request.url ?? "", headers: request.headers, body });
    response.writeHead(answer.status ?? 200, { "Content-Type": "application/x-amz-json-1.0" });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${port}`, received };
}

interface StandIn {
  readonly url: string;
  readonly received: readonly Received[];
}

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function closing(client: SFNClient): SFNClient {
  closers.push(() => client.destroy());
  return client;
}

describe("a client of a Function URL", () => {
  const started = JSON.stringify({ executionArn, startDate: 1_700_000_000 });

  it("signs for Lambda, in the client's region", async () => {
    const { url, received } = await standIn({ body: started });
    const client = closing(stepwrightClient({ functionUrl: url, region, credentials }));
    const answer = await client.send(new StartExecutionCommand({ stateMachineArn, input: "{}" }));
    expect(answer.executionArn).toBe(executionArn);
    const [request] = received;
    expect(request?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/lambda\/aws4_request, /,
    );
    expect(request?.headers["x-amz-security-token"]).toBe("t");
    expect(request?.headers["x-amz-target"]).toBe("AWSStepFunctions.StartExecution");
    expect(request?.path).toBe("/");
  });

  it("sends StartSyncExecution to the same host", async () => {
    const body = JSON.stringify({ executionArn, status: "SUCCEEDED", startDate: 1, stopDate: 2 });
    const { url, received } = await standIn({ body });
    const client = closing(stepwrightClient({ functionUrl: url, region, credentials }));
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn }));
    expect(answer.status).toBe("SUCCEEDED");
    expect(received[0]?.headers.host).toBe(new URL(url).host);
  });

  it("throws the API's own errors", async () => {
    const body = JSON.stringify({ __type: "ExecutionDoesNotExist", message: "no such" });
    const { url } = await standIn({ status: 400, body });
    const client = closing(stepwrightClient({ functionUrl: url, region, credentials }));
    const sent = client.send(new DescribeExecutionCommand({ executionArn }));
    await expect(sent).rejects.toBeInstanceOf(ExecutionDoesNotExist);
  });
});

it("is told when it has no address, as when an environment variable is missing", () => {
  expect(() => stepwrightClient({ functionUrl: undefined })).toThrow(
    "stepwrightClient needs functionUrl or functionName, the URL or the name of",
  );
});

describe("a client of a function's name", () => {
  const clientOf = (url: string): SFNClient => {
    process.env.AWS_ENDPOINT_URL_LAMBDA = url;
    closers.push(() => {
      delete process.env.AWS_ENDPOINT_URL_LAMBDA;
    });
    return closing(stepwrightClient({ functionName: "api", region, credentials }));
  };
  const answered = (status: number, body: object): string =>
    JSON.stringify({ statusCode: status, headers: {}, body: JSON.stringify(body) });

  it("invokes it with the operation's target and body", async () => {
    const body = answered(200, { executionArn, startDate: 1_700_000_000 });
    const { url, received } = await standIn({ body });
    const answer = await clientOf(url).send(new StartExecutionCommand({ stateMachineArn }));
    expect(answer.executionArn).toBe(executionArn);
    expect(received.map(({ path }) => path)).toEqual(["/2015-03-31/functions/api/invocations"]);
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({
      "x-amz-target": "AWSStepFunctions.StartExecution",
      body: JSON.stringify({ stateMachineArn }),
    });
  });

  it("throws the API's own errors", async () => {
    const body = answered(400, { __type: "ExecutionDoesNotExist", message: "no such" });
    const { url } = await standIn({ body });
    const sent = clientOf(url).send(new DescribeExecutionCommand({ executionArn }));
    await expect(sent).rejects.toBeInstanceOf(ExecutionDoesNotExist);
  });
});
