import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerOptions } from "../../../lib/hosts/server/server-options.ts";
import { type S3Server, s3Server } from "../../adapters/s3-server.ts";
import { localServer } from "../../integrations/local-server.ts";
import { type Answer, call, testServer } from "./http-client.ts";

const roleArn = "arn:aws:iam::123456789012:role/r";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "server-"));
  await mkdir(join(folder, "in"));
  await writeFile(join(folder, "in", "orders.csv"), "id,total\n1,10\n2,20\n3,30\n");
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs the machine on a server with these options until it has ended. */
async function run(
  options: Partial<ServerOptions>,
  definition: object,
  input: object = {},
  whileRunning: (url: string) => Promise<void> = async () => undefined,
): Promise<{ readonly description: Answer["body"]; readonly types: readonly string[] }> {
  const server = await testServer(options);
  try {
    const { stateMachineArn } = await call(server.url, "CreateStateMachine", {
      name: "machine",
      definition: JSON.stringify(definition),
      roleArn,
    });
    const { executionArn } = await call(server.url, "StartExecution", {
      stateMachineArn,
      input: JSON.stringify(input),
    });
    await whileRunning(server.url);
    let description = await call(server.url, "DescribeExecution", { executionArn });
    while (description.status === "RUNNING") {
      await new Promise((resolve) => setImmediate(resolve));
      description = await call(server.url, "DescribeExecution", { executionArn });
    }
    const { events } = await call(server.url, "GetExecutionHistory", { executionArn });
    return { description, types: events.map(({ type }: { type: string }) => type) };
  } finally {
    await server.stop();
  }
}

function task(Resource: string, Arguments: object, more: object = {}): object {
  return {
    QueryLanguage: "JSONata",
    StartAt: "Call",
    States: { Call: { Type: "Task", Resource, Arguments, End: true, ...more } },
  };
}

describe("a server's Tasks", () => {
  it("call HTTP APIs with the connections of its file", async () => {
    await using api = await localServer(({ headers }, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ key: headers["x-key"] }));
    });
    const connections = {
      shop: {
        AuthorizationType: "API_KEY",
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "${KEY}" } },
      },
    };
    const definition = task("arn:aws:states:::http:invoke", {
      ApiEndpoint: api.url,
      Method: "GET",
      InvocationConfig: { ConnectionArn: "arn:aws:events:us-east-1:1:connection/shop/1" },
    });
    const { description, types } = await run(
      { connections, environment: { KEY: "secret" } },
      definition,
    );
    expect(JSON.parse(description.output)).toMatchObject({
      ResponseBody: { key: "secret" },
      StatusCode: 200,
    });
    expect(types).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("retry what a service throttles, as Retry says", async () => {
    let calls = 0;
    await using api = await localServer((_, response) => {
      calls++;
      const error = { __type: "x#ProvisionedThroughputExceededException", message: "slow down" };
      response.writeHead(calls < 3 ? 400 : 200, { "Content-Type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(calls < 3 ? error : { Item: { id: { S: "1" } } }));
    });
    const definition = task(
      "arn:aws:states:::dynamodb:getItem",
      { TableName: "t", Key: { id: { S: "1" } } },
      {
        Retry: [{ ErrorEquals: ["DynamoDB.ProvisionedThroughputExceededException"] }],
        Output: "{% $states.result.Item %}",
      },
    );
    const { description } = await run(
      { environment: { AWS_ENDPOINT_URL: api.url }, time: "skip" },
      definition,
    );
    expect(description).toMatchObject({ status: "SUCCEEDED", output: '{"id":{"S":"1"}}' });
    expect(calls).toBe(3);
  });

  it("wait for the token that a queue was given", async () => {
    const body = Promise.withResolvers<{ readonly token: string }>();
    await using queue = await localServer(({ body: text }, response) => {
      const { MessageBody } = JSON.parse(text);
      const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
      response.setHeader("Content-Type", "application/x-amz-json-1.0");
      response.end(JSON.stringify({ MessageId: "m", MD5OfMessageBody }));
      body.resolve(JSON.parse(MessageBody));
    });
    const definition = task("arn:aws:states:::sqs:sendMessage.waitForTaskToken", {
      QueueUrl: `${queue.url}/123456789012/q`,
      MessageBody: { token: "{% $states.context.Task.Token %}" },
    });
    const environment = { AWS_ENDPOINT_URL_SQS: queue.url };
    const { description, types } = await run({ environment }, definition, {}, async (url) => {
      const { token: taskToken } = await body.promise;
      await call(url, "SendTaskSuccess", { taskToken, output: '"done"' });
    });
    expect(description).toMatchObject({ status: "SUCCEEDED", output: '"done"' });
    expect(types).toContain("TaskSubmitted");
  });

  it("are called by TestState too, if they have no mock", async () => {
    await using api = await localServer(({ url }, response) => {
      response.writeHead(url === "/fault" ? 503 : 200, { "Content-Type": "text/plain" });
      response.end("pong");
    });
    const AuthParameters = { BasicAuthParameters: { Username: "u", Password: "p" } };
    const connections = { shop: { AuthorizationType: "BASIC", AuthParameters } };
    const server = await testServer({ connections });
    const test = (path: string): Promise<Answer["body"]> => {
      const Arguments = {
        ApiEndpoint: `${api.url}${path}`,
        Method: "GET",
        InvocationConfig: { ConnectionArn: "arn:aws:events:us-east-1:1:connection/shop/1" },
      };
      const machine = task("arn:aws:states:::http:invoke", Arguments) as {
        States: { Call: object };
      };
      const state = { ...machine.States.Call, QueryLanguage: "JSONata" };
      return call(server.url, "TestState", { definition: JSON.stringify(state), roleArn });
    };
    const { status, output } = await test("/ping");
    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(output)).toMatchObject({ ResponseBody: "pong" });
    expect(await test("/fault")).toEqual({
      status: "FAILED",
      error: "States.Http.StatusCode.503",
      cause: "Service Unavailable",
    });
    await server.stop();
  });

  it("fail by name where the service cannot be reached", async () => {
    const definition = task("arn:aws:states:::sns:publish", { TopicArn: "arn:t", Message: "m" });
    const environment = { AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    const { description } = await run({ environment }, definition);
    expect(description).toMatchObject({
      status: "FAILED",
      error: "SNS.SdkClientException",
      cause: expect.stringContaining("ECONNREFUSED"),
    });
  });
});

/** Sums the orders' totals, one child execution each, and writes the results. */
const overOrders = {
  QueryLanguage: "JSONata",
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
        Arguments: { Bucket: "{% $states.input.bucket %}", Key: "in/orders.csv" },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Total",
        States: {
          Total: { Type: "Pass", Output: "{% $number($states.input.total) %}", End: true },
        },
      },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Arguments: { Bucket: "{% $states.input.bucket %}", Prefix: "out" },
        WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
      },
      End: true,
    },
  },
};

describe("a server's distributed Maps", () => {
  it("read from and write to the folder of a bucket", async () => {
    const options = { buckets: { reports: folder } };
    const { description } = await run(options, overOrders, { bucket: "reports" });
    expect(description.status).toBe("SUCCEEDED");
    const { Bucket, Key } = JSON.parse(description.output).ResultWriterDetails;
    expect(Bucket).toBe("reports");
    const files = await readdir(join(folder, Key, ".."));
    expect(files.sort()).toEqual(["SUCCEEDED_0.json", "manifest.json"]);
    const results = await readFile(join(folder, Key, "..", "SUCCEEDED_0.json"), "utf8");
    expect(JSON.parse(results)).toEqual([10, 20, 30]);
  });

  it("read from and write to an S3 endpoint", async () => {
    const s3: S3Server = await s3Server();
    try {
      s3.blobs.put({ bucket: "data", key: "in/orders.csv" }, Buffer.from("id,total\n1,5\n2,6\n"));
      const environment = { AWS_ENDPOINT_URL_S3: s3.url };
      const { description } = await run({ environment }, overOrders, { bucket: "data" });
      expect(description.status).toBe("SUCCEEDED");
      const { blobs } = await s3.blobs.list({ bucket: "data", prefix: "out/", max: 10 });
      const [written] = blobs.filter(({ key }) => key.endsWith("SUCCEEDED_0.json"));
      const place = { bucket: "data", key: written?.key ?? "" };
      const bytes = await s3.blobs.read(place, 0, 1_000);
      expect(JSON.parse(Buffer.from(bytes).toString())).toEqual([5, 6]);
    } finally {
      await s3[Symbol.asyncDispose]();
    }
  });

  it("fail where a key leads out of the bucket's folder, or S3 cannot be reached", async () => {
    const text = JSON.stringify(overOrders).replace("in/orders.csv", "../in/orders.csv");
    const buckets = { reports: join(folder, "in") };
    const outside = await run({ buckets }, JSON.parse(text), { bucket: "reports" });
    expect(outside.description).toMatchObject({
      status: "FAILED",
      error: "States.ItemReaderFailed",
      cause: expect.stringContaining("Access Denied"),
    });
    const environment = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" };
    const unreachable = await run({ environment }, overOrders, { bucket: "data" });
    expect(unreachable.description).toMatchObject({ error: "States.ItemReaderFailed" });
  });
});
