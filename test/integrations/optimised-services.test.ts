import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { ServiceInvoker } from "../../lib/integrations/service-invoker.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { callService, servicesAt } from "./call-service.ts";
import { type LocalServer, localServer, type ReceivedRequest } from "./local-server.ts";
import { taskRequest } from "./task-request.ts";

const requestId = "8d1ab9ac-1111-4222-8333-444455556666";

function answers(
  body: (request: ReceivedRequest) => string,
  status = 200,
  headers: { readonly [name: string]: string } = {},
): Promise<LocalServer> {
  return localServer((request, response: ServerResponse) => {
    const text = body(request);
    response.writeHead(status, {
      "x-amzn-RequestId": requestId,
      "Content-Type": "application/x-amz-json-1.0",
      "Content-Length": Buffer.byteLength(text),
      ...headers,
    });
    response.end(text);
  });
}

/** What the SDK sent, as the service read it. */
function sent(server: LocalServer): JsonValue {
  expect(server.received).toHaveLength(1);
  return JSON.parse(server.received[0]?.body ?? "");
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

function metadata(contentType: string): object {
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: {
        "x-amzn-RequestId": [requestId],
        "Content-Type": [contentType],
        Connection: ["keep-alive"],
        "Content-Length": [expect.any(String)],
        Date: [expect.any(String)],
      },
      HttpHeaders: { "x-amzn-RequestId": requestId, "Content-Type": contentType },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

function refusal(service: string, code: string): string {
  return `(Service: ${service}; Status Code: 400; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;
}

describe("sqs:sendMessage", () => {
  const received = ({ body }: ReceivedRequest): string => {
    const { MessageBody } = JSON.parse(body);
    return JSON.stringify({
      MD5OfMessageBody: md5(MessageBody ?? ""),
      MD5OfMessageAttributes: "0a",
      MessageId: "m1",
    });
  };
  const queue = "https://sqs.eu-west-1.amazonaws.com/123456789012/queue";

  it("sends an object as its JSON text and answers as AWS does", async () => {
    await using server = await answers(received);
    const reply = await callService(server.url, "sqs:sendMessage", {
      QueueUrl: queue,
      MessageBody: { order: 7 },
      MessageAttributes: { kind: { DataType: "String", StringValue: "new" } },
    });
    expect(sent(server)).toEqual({
      QueueUrl: queue,
      MessageBody: '{"order":7}',
      MessageAttributes: { kind: { DataType: "String", StringValue: "new" } },
    });
    expect(server.received[0]?.headers["x-amz-target"]).toBe("AmazonSQS.SendMessage");
    expect(reply).toMatchObject({
      type: "succeeded",
      output: {
        MD5OfMessageBody: md5('{"order":7}'),
        MD5OfMessageAttributes: "0a",
        MessageId: "m1",
        ...metadata("application/x-amz-json-1.0"),
      },
    });
  });

  it("waits for the callback once the queue has the message", async () => {
    await using server = await answers(received);
    const reply = await callService(server.url, "sqs:sendMessage.waitForTaskToken", {
      QueueUrl: queue,
      MessageBody: { token: "t" },
    });
    expect(reply).toMatchObject({ type: "submitted", output: { MessageId: "m1" } });
  });

  it("fails as AWS does, an error that no model has by the service's name", async () => {
    const message = "The request must contain the parameter MessageBody.";
    const body = JSON.stringify({ __type: "com.amazon.coral.service#MissingParameter", message });
    await using server = await answers(() => body, 400, {
      "x-amzn-query-error": "MissingParameter;Sender",
    });
    const parameters = { QueueUrl: queue, MessageBody: null };
    const failure = {
      error: "SQS.AmazonSQSException",
      cause: `${message} ${refusal("AmazonSQS", "MissingParameter")}`,
    };
    expect(await callService(server.url, "sqs:sendMessage", parameters)).toEqual({
      type: "failed",
      ...failure,
    });
    const waiting = "sqs:sendMessage.waitForTaskToken";
    expect(await callService(server.url, waiting, parameters)).toEqual({
      type: "submitFailed",
      ...failure,
    });
    expect(server.received).toHaveLength(2);
  });
});

describe("sns:publish", () => {
  const topic = "arn:aws:sns:eu-west-1:123456789012:topic";

  it("publishes an object as its JSON text", async () => {
    const xml = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m1</MessageId><SequenceNumber>5</SequenceNumber></PublishResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></PublishResponse>`;
    await using server = await answers(() => xml, 200, { "Content-Type": "text/xml" });
    const reply = await callService(server.url, "sns:publish", {
      TopicArn: topic,
      Message: { hello: "world" },
      MessageAttributes: { a: { DataType: "String", StringValue: "1" } },
    });
    const form = new URLSearchParams(server.received[0]?.body);
    expect(Object.fromEntries(form)).toMatchObject({
      Action: "Publish",
      TopicArn: topic,
      Message: '{"hello":"world"}',
      "MessageAttributes.entry.1.Name": "a",
      "MessageAttributes.entry.1.Value.StringValue": "1",
    });
    expect(reply).toMatchObject({
      type: "succeeded",
      output: { MessageId: "m1", SequenceNumber: "5", ...metadata("text/xml") },
    });
  });

  it("fails by the model's name of the error", async () => {
    const message = "Invalid parameter: The MessageGroupId parameter is required for FIFO topics";
    const xml = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>InvalidParameter</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    await using server = await answers(() => xml, 400, { "Content-Type": "text/xml" });
    expect(await callService(server.url, "sns:publish", { TopicArn: topic, Message: "x" })).toEqual(
      {
        type: "failed",
        error: "SNS.InvalidParameterException",
        cause: `${message} ${refusal("AmazonSNS", "InvalidParameter")}`,
      },
    );
  });
});

describe("dynamodb", () => {
  const item = { id: { S: "1" }, ok: { BOOL: true }, none: { NULL: true }, n: { N: "1.50" } };

  const keyed = { TableName: "table", Key: { id: { S: "1" } } };
  const actions = {
    getItem: keyed,
    putItem: { TableName: "table", Item: item },
    updateItem: { ...keyed, UpdateExpression: "SET n = n + 1" },
    deleteItem: keyed,
  };
  for (const [action, parameters] of Object.entries(actions)) {
    it(`${action} calls the action`, async () => {
      await using server = await answers(() => "{}");
      await callService(server.url, `dynamodb:${action}`, parameters);
      expect(sent(server)).toEqual(parameters);
      const name = action.charAt(0).toUpperCase() + action.slice(1);
      expect(server.received[0]?.headers["x-amz-target"]).toBe(`DynamoDB_20120810.${name}`);
    });
  }

  it("gives items in DynamoDB's own JSON", async () => {
    await using server = await answers(() => JSON.stringify({ Item: item }));
    const parameters = { TableName: "table", Key: { id: { S: "1" } }, ConsistentRead: true };
    const reply = await callService(server.url, "dynamodb:getItem", parameters);
    expect(sent(server)).toEqual(parameters);
    expect(reply).toMatchObject({
      type: "succeeded",
      output: { Item: item, ...metadata("application/x-amz-json-1.0") },
    });
  });

  const errors = {
    ResourceNotFoundException: "DynamoDB.ResourceNotFoundException",
    ConditionalCheckFailedException: "DynamoDB.ConditionalCheckFailedException",
    ValidationException: "DynamoDB.AmazonDynamoDBException",
  };
  for (const [code, error] of Object.entries(errors)) {
    it(`fails with ${error}`, async () => {
      const body = { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: "not so" };
      await using server = await answers(() => JSON.stringify(body), 400);
      expect(
        await callService(server.url, "dynamodb:putItem", { TableName: "table", Item: item }),
      ).toEqual({
        type: "failed",
        error,
        cause: `not so ${refusal("AmazonDynamoDBv2", code)}`,
      });
    });
  }

  it("sends a throttled request once: to repeat it is for Retry", async () => {
    const body = { __type: "x#ProvisionedThroughputExceededException", message: "slow down" };
    await using server = await answers(() => JSON.stringify(body), 400);
    const parameters = { TableName: "table", Item: item };
    expect(await callService(server.url, "dynamodb:putItem", parameters)).toMatchObject({
      error: "DynamoDB.ProvisionedThroughputExceededException",
    });
    expect(server.received).toHaveLength(1);
  });
});

describe("events:putEvents", () => {
  const entry = { Source: "shop", DetailType: "order" };

  it("sends details as JSON texts and names the execution in Resources", async () => {
    await using server = await answers(() =>
      JSON.stringify({ FailedEntryCount: 0, Entries: [{ EventId: "e1" }] }),
    );
    const reply = await callService(server.url, "events:putEvents", {
      Entries: [{ ...entry, Detail: { order: 7 }, Resources: ["own"] }],
    });
    const { execution } = taskRequest("", {});
    expect(sent(server)).toMatchObject({
      Entries: [
        {
          ...entry,
          Detail: '{"order":7}',
          Resources: ["own", execution.stateMachineArn, execution.executionArn],
        },
      ],
    });
    expect(reply).toMatchObject({
      type: "succeeded",
      output: { Entries: [{ EventId: "e1" }], FailedEntryCount: 0 },
    });
  });

  it("fails where EventBridge refuses one entry", async () => {
    const body = {
      FailedEntryCount: 1,
      Entries: [
        { EventId: "e1" },
        { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
      ],
    };
    await using server = await answers(() => JSON.stringify(body));
    const reply = await callService(server.url, "events:putEvents", { Entries: [entry, entry] });
    expect(reply).toMatchObject({ type: "failed", error: "EventBridge.FailedEntry" });
    const cause = reply.type === "failed" ? (reply.cause ?? "") : "";
    expect(JSON.parse(cause)).toEqual(body);
  });
});

describe("a call", () => {
  it("ends when its attempt is cancelled", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    let arrived: () => void = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await using server = await localServer((_, response) => {
      closed = new Promise((resolve) => response.on("close", resolve));
      arrived();
    });
    const services = servicesAt(server.url);
    const invoker = new ServiceInvoker(() => services);
    const parameters = { TopicArn: "arn:aws:sns:x:1:t", Message: "x" };
    const request = taskRequest("arn:aws:states:::sns:publish", parameters);
    const reply = invoker.invoke(request);
    await arrival;
    invoker.cancel(request.execution.executionArn, request.task.attempt);
    expect(await reply).toMatchObject({ type: "failed", error: "SNS.SdkClientException" });
    await closed;
  });
});
