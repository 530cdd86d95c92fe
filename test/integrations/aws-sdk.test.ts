import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { type LocalServer, localServer } from "./local-server.ts";
import { readRecordings } from "./recordings.ts";
import { sdkClients, serviceInvoker } from "./sdk-services.ts";
import { taskRequest } from "./task-request.ts";

interface Answer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body: string | Uint8Array;
}

function service({ status = 200, headers = {}, body }: Answer): Promise<LocalServer> {
  return localServer((_request, response) => {
    response.writeHead(status, { "x-amzn-requestid": "request-1", ...headers });
    response.end(body);
  });
}

const json = { "content-type": "application/x-amz-json-1.0" };
const jsonError = (type: string, message: string): Answer => ({
  status: 400,
  headers: json,
  body: JSON.stringify({ __type: type, message }),
});

/** What the Task comes to, and what arrived at the service. */
async function call(action: string, parameters: JsonValue, answer: Answer) {
  await using server = await service(answer);
  const sdk = sdkClients(server.url);
  const resource = `arn:aws:states:::aws-sdk:${action}`;
  const reply = await serviceInvoker({ sdk }).invoke(taskRequest(resource, parameters));
  sdk.close();
  return { reply, received: server.received };
}

async function outputOf(action: string, parameters: JsonValue, answer: Answer) {
  const { reply } = await call(action, parameters, answer);
  expect(reply.type).toBe("succeeded");
  return (reply as TaskReply<"succeeded">).output;
}

describe("parameters", () => {
  it("are sent by the names of the API's model", async () => {
    const { received } = await call(
      "sfn:startExecution",
      { StateMachineArn: "arn:aws:states:eu-west-1:1:stateMachine:m", Name: "n", Input: { a: 1 } },
      { headers: json, body: JSON.stringify({ executionArn: "arn:e", startDate: 1.5 }) },
    );
    expect(received[0]?.headers["x-amz-target"]).toBe("AWSStepFunctions.StartExecution");
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({
      stateMachineArn: "arn:aws:states:eu-west-1:1:stateMachine:m",
      name: "n",
      input: '{"a":1}',
    });
  });

  it("that are null count as absent", async () => {
    const { received } = await call(
      "sfn:startExecution",
      { StateMachineArn: "arn:aws:states:eu-west-1:1:stateMachine:m", Input: null },
      { headers: json, body: "{}" },
    );
    expect(JSON.parse(received[0]?.body ?? "")).not.toHaveProperty("input");
  });

  it("may spell members of DynamoDB's values as Java or as DynamoDB", async () => {
    const { received } = await call(
      "dynamodb:putItem",
      { TableName: "t", Item: { a: { Bool: true }, b: { BOOL: false }, c: { Nul: true } } },
      { headers: json, body: "{}" },
    );
    expect(JSON.parse(received[0]?.body ?? "").Item).toEqual({
      a: { BOOL: true },
      b: { BOOL: false },
      c: { NULL: true },
    });
  });

  it("take instants as texts and as seconds", async () => {
    const instants = { StartTimeAfter: "2026-01-02T03:04:05Z", StartTimeBefore: 1_767_323_045 };
    const { received } = await call(
      "lambda:listDurableExecutionsByFunction",
      { FunctionName: "f", StartedAfter: instants.StartTimeAfter, StartedBefore: 1_767_323_046 },
      { headers: { "content-type": "application/json" }, body: "{}" },
    );
    const { searchParams } = new URL(received[0]?.url ?? "", "http://x");
    expect(searchParams.get("StartedAfter")).toBe("2026-01-02T03:04:05Z");
    expect(searchParams.get("StartedBefore")).toBe("2026-01-02T03:04:06Z");
  });

  it("that the API does not have are refused", async () => {
    const { reply, received } = await call(
      "sqs:sendMessage",
      { QueueUrl: "http://q", Massage: "x" },
      { body: "" },
    );
    expect(received).toEqual([]);
    expect(reply).toEqual({
      type: "failed",
      error: "States.Runtime",
      cause:
        `The Parameters '{"QueueUrl":"http://q","Massage":"x"}' could not be used to start the ` +
        'Task: [The field "Massage" is not supported by Step Functions]',
    });
  });
});

// AWS's recordings of s3:putObject: the ETag is the MD5 of the bytes that S3 got.
describe("an S3 object's body is the JSON text of", () => {
  const recordings = readRecordings("services", "s3_put_object");

  it("five recorded values", ({ skip }) => {
    if (recordings.length === 0) skip("there are none in ../shared/conformance");
    expect(recordings.length).toBeGreaterThanOrEqual(5);
  });

  it.each(recordings)("$slug", async ({ scheduled, succeeded }) => {
    const { etag, ...headers } = s3Headers(succeeded as { readonly [name: string]: string });
    const { reply, received } = await call("s3:putObject", scheduled as JsonValue, {
      headers: { etag, ...headers },
      body: "",
    });
    const [request] = received;
    expect(
      `"${createHash("md5")
        .update(request?.body ?? "")
        .digest("hex")}"`,
    ).toBe(etag);
    expect(request?.url).toBe("/bucket-name/file-key?x-id=PutObject");
    expect(reply).toEqual({ type: "succeeded", output: succeeded });
  });
});

/** What S3 answers in headers, so that the output is the recorded one. */
function s3Headers(output: { readonly [name: string]: string }) {
  return {
    etag: output.ETag ?? "",
    "x-amz-checksum-crc32": output.ChecksumCRC32 ?? "",
    "x-amz-checksum-type": output.ChecksumType ?? "",
    "x-amz-server-side-encryption": output.ServerSideEncryption ?? "",
  };
}

describe("answers", () => {
  it("have Java's names, without the SDK's metadata", async () => {
    const md5 = "5d41402abc4b2a76b9719d911017c592";
    const body = JSON.stringify({ MD5OfMessageBody: md5, MessageId: "m" });
    expect(
      await outputOf(
        "sqs:sendMessage",
        { QueueUrl: "http://queue.localhost/1/q", MessageBody: "hello" },
        { headers: json, body },
      ),
    ).toEqual({ Md5OfMessageBody: md5, MessageId: "m" });
  });

  it("have instants as texts", async () => {
    const body = JSON.stringify({ executionArn: "arn:e", startDate: 1_767_323_045.5 });
    const parameters = { StateMachineArn: "arn:aws:states:eu-west-1:1:stateMachine:m" };
    expect(await outputOf("sfn:startExecution", parameters, { headers: json, body })).toEqual({
      ExecutionArn: "arn:e",
      StartDate: "2026-01-02T03:04:05.500Z",
    });
  });

  it("have DynamoDB's values under Java's names", async () => {
    const item = { a: { BOOL: true }, b: { NULL: true }, c: { L: [{ SS: ["x"] }] } };
    const body = JSON.stringify({ Item: item });
    const parameters = { TableName: "t", Key: { id: { S: "1" } } };
    expect(await outputOf("dynamodb:getItem", parameters, { headers: json, body })).toEqual({
      Item: { a: { Bool: true }, b: { Nul: true }, c: { L: [{ Ss: ["x"] }] } },
    });
  });

  const object = { Bucket: "bucket", Key: "a/b.txt" };

  it("have a streamed body as its text", async () => {
    const headers = { "content-type": "text/plain", etag: '"e"' };
    const output = await outputOf("s3:getObject", object, { headers, body: "grüße" });
    expect(output).toMatchObject({ Body: "grüße", ETag: '"e"' });
  });

  it("have a body that is no text in base64", async () => {
    const body = Uint8Array.of(0xff, 0x00, 0xfe);
    expect(await outputOf("s3:getObject", object, { body })).toMatchObject({ Body: "/wD+" });
  });
});

describe("what the service refuses", () => {
  // The services' answers behind AWS's recordings of `error_handling`.
  it("has the API model's name of the error", async () => {
    const type = "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException";
    const answer = jsonError(type, "Requested resource not found");
    const { reply } = await call("dynamodb:putItem", { TableName: "t", Item: {} }, answer);
    expect(reply).toEqual({
      type: "failed",
      error: "DynamoDb.ResourceNotFoundException",
      cause:
        "Requested resource not found (Service: DynamoDb, Status Code: 400, " +
        "Request ID: request-1) (SDK Attempt Count: 1)",
    });
  });

  it("is the service's own exception where the model does not have it", async () => {
    const type = "com.amazon.coral.validate#ValidationException";
    const { reply } = await call(
      "secretsmanager:createSecret",
      { Name: "Invalid Name", SecretString: "HelloWorld" },
      jsonError(type, "Invalid name."),
    );
    expect(reply).toMatchObject({ error: "SecretsManager.SecretsManagerException" });
  });

  it("has Exception behind names without it", async () => {
    const { reply } = await call(
      "sfn:sendTaskSuccess",
      { TaskToken: "NoSuchTaskToken", Output: "ParameterOutput" },
      jsonError("InvalidToken", "Invalid Token: 'Invalid token'"),
    );
    expect(reply).toEqual({
      type: "failed",
      error: "Sfn.InvalidTokenException",
      cause:
        "Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400, " +
        "Request ID: request-1) (SDK Attempt Count: 1)",
    });
  });

  it("tells S3's extended request id", async () => {
    const { reply } = await call(
      "s3:listObjects",
      { Bucket: "none" },
      {
        status: 404,
        headers: { "content-type": "application/xml", "x-amz-id-2": "extended" },
        body: "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>",
      },
    );
    expect(reply).toEqual({
      type: "failed",
      error: "S3.NoSuchBucketException",
      cause:
        "The specified bucket does not exist (Service: S3, Status Code: 404, Request ID: " +
        "request-1, Extended Request ID: extended) (SDK Attempt Count: 1)",
    });
  });

  it("is a failed submission of a callback Task", async () => {
    await using server = await service(jsonError("InvalidToken", "no"));
    const resource = "arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken";
    const request = taskRequest(resource, { StateMachineArn: "arn:x" }, { taskToken: "t" });
    const sdk = sdkClients(server.url);
    expect(await serviceInvoker({ sdk }).invoke(request)).toMatchObject({ type: "submitFailed" });
    sdk.close();
  });
});

describe("a call", () => {
  const listSecrets = "arn:aws:states:::aws-sdk:secretsmanager:listSecrets";

  it("is made once", async () => {
    const throttled = jsonError("ThrottlingException", "Rate exceeded");
    const { reply, received } = await call("secretsmanager:listSecrets", {}, throttled);
    expect(received).toHaveLength(1);
    expect(reply).toMatchObject({ error: "SecretsManager.SecretsManagerException" });
  });

  it("that meets nobody is the client's failure", async () => {
    const server = await service({ body: "" });
    await server[Symbol.asyncDispose]();
    const sdk = sdkClients(server.url);
    const reply = await serviceInvoker({ sdk }).invoke(taskRequest(listSecrets, {}));
    expect(reply).toMatchObject({ type: "failed", error: "SecretsManager.SdkClientException" });
    expect((reply as TaskReply<"failed">).cause).toMatch(
      /^Unable to execute HTTP request: .*ECONNREFUSED.* \(SDK Attempt Count: 1\)$/,
    );
    sdk.close();
  });

  it("ends when its attempt is cancelled, and the connection with it", async () => {
    const request = taskRequest(listSecrets, {});
    const { executionArn } = request.execution;
    const closed = Promise.withResolvers<void>();
    await using server = await localServer((_request, response) => {
      response.on("close", closed.resolve);
      invoker.cancel(executionArn, request.task.attempt);
    });
    const sdk = sdkClients(server.url);
    const invoker = serviceInvoker({ sdk });
    expect(await invoker.invoke(request)).toMatchObject({ type: "failed" });
    await closed.promise;
    sdk.close();
  });

  it("is signed for the execution's region and account where no key is given", async () => {
    const { received } = await call(
      "secretsmanager:listSecrets",
      {},
      { headers: json, body: "{}" },
    );
    expect(received[0]?.headers.authorization).toMatch(
      /Credential=123456789012\/\d{8}\/eu-west-1\/secretsmanager\//,
    );
  });

  it("goes to the service's own endpoint where there is one", async () => {
    await using server = await service({ headers: json, body: '{"SecretList":[]}' });
    const environment = { AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url };
    const sdk = sdkClients("http://127.0.0.1:1", { environment });
    const reply = await serviceInvoker({ sdk }).invoke(taskRequest(listSecrets, {}));
    expect(reply).toEqual({ type: "succeeded", output: { SecretList: [] } });
    sdk.close();
  });
});

describe("what cannot be called", () => {
  const failureOf = async (action: string, folder?: string): Promise<TaskReply> => {
    const sdk = sdkClients("http://127.0.0.1:1", folder === undefined ? {} : { folder });
    return serviceInvoker({ sdk }).invoke(taskRequest(`arn:aws:states:::aws-sdk:${action}`, {}));
  };

  it("for want of a package says which and how to install it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stepwright-"));
    expect(await failureOf("codebuild:listProjects", folder)).toEqual({
      type: "failed",
      error: "Stepwright.PackageNotFound",
      cause:
        "calls of aws-sdk:codebuild need the package @aws-sdk/client-codebuild, which " +
        `is not installed in ${folder}: npm i @aws-sdk/client-codebuild`,
    });
  });

  it("because the service has no such action says so", async () => {
    expect(await failureOf("sqs:sendFax")).toEqual({
      type: "failed",
      error: "Stepwright.UnknownAction",
      cause:
        'the installed @aws-sdk/client-sqs has no action "sendFax" of aws-sdk:sqs; a newer one ' +
        "may: npm i @aws-sdk/client-sqs@latest",
    });
  });

  it("because nobody has built it says so by its name", async () => {
    const resource = "arn:aws:states:::eks:runJob.sync";
    expect(await serviceInvoker({}).invoke(taskRequest(resource, {}))).toEqual({
      type: "submitFailed",
      error: "Stepwright.IntegrationNotBuilt",
      cause:
        `${resource} is an integration of Step Functions that Stepwright cannot call yet: mock ` +
        "it, or call arn:aws:states:::aws-sdk:eks:runJob",
    });
  });
});
