import { describe, expect, it } from "vitest";
import { FileConnections } from "../../lib/adapters/file/connections.ts";
import { AtLeastOnce } from "../../lib/integrations/delivery.ts";
import { HttpInvoker } from "../../lib/integrations/http/http-invoker.ts";
import { ServiceInvoker } from "../../lib/integrations/service-invoker.ts";
import type { JsonObject } from "../../lib/language/json.ts";
import { servicesAt } from "./call-service.ts";
import { localServer, type ReceivedRequest } from "./local-server.ts";
import { taskRequest } from "./task-request.ts";

const connectionArn = "arn:aws:events:eu-west-1:123456789012:connection/basic/81210c42";
const basic = {
  AuthorizationType: "BASIC",
  AuthParameters: { BasicAuthParameters: { Username: "user", Password: "word" } },
};

/** What arrives of an attempt that is made twice, and of the next one. */
async function arrivals(resource: string, parameters: JsonObject, tasks: readonly string[]) {
  await using server = await localServer((_request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end("{}");
  });
  const connections = new FileConnections({ basic }, {});
  const services = {
    ...servicesAt(server.url),
    http: new HttpInvoker({ connections, now: () => 0 }),
    atLeastOnce: new AtLeastOnce(tasks),
  };
  const invoker = new ServiceInvoker(() => services);
  const endpoint = { ApiEndpoint: `${server.url}/orders`, ...parameters };
  const given = resource.startsWith("http:") ? endpoint : parameters;
  for (const attempt of [3, 3, 7]) {
    await invoker.invoke(taskRequest(`arn:aws:states:::${resource}`, given, { attempt }));
  }
  return server.received;
}

const bodyOf = ({ body }: ReceivedRequest) => JSON.parse(body);
const fifo = { QueueUrl: "https://sqs/1/orders.fifo", MessageBody: "m", MessageGroupId: "g" };
const transaction = { TransactItems: [] };
const http = { Method: "POST", InvocationConfig: { ConnectionArn: connectionArn } };

describe("a service hears of an attempt that may be made again", () => {
  it.each([
    ["sqs:sendMessage", fifo, (r: ReceivedRequest) => bodyOf(r).MessageDeduplicationId],
    ["aws-sdk:sqs:sendMessage", fifo, (r: ReceivedRequest) => bodyOf(r).MessageDeduplicationId],
    [
      "aws-sdk:dynamodb:transactWriteItems",
      transaction,
      (r: ReceivedRequest) => bodyOf(r).ClientRequestToken,
    ],
    ["http:invoke", http, (r: ReceivedRequest) => r.headers["idempotency-key"]],
  ])("%s", async (resource, parameters, keyOf) => {
    const [first, again, next] = (await arrivals(resource, parameters, ["machine"])).map(keyOf);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(again).toBe(first);
    expect(next).toMatch(/^[0-9a-f]{32}$/);
    expect(next).not.toBe(first);
  });

  it("by the key that the Task gives, if it gives one", async () => {
    const own = { ...fifo, MessageDeduplicationId: "mine" };
    const [first] = await arrivals("sqs:sendMessage", own, ["machine"]);
    expect(first && bodyOf(first).MessageDeduplicationId).toBe("mine");
  });

  it("where there is a queue that takes keys", async () => {
    const queue = { ...fifo, QueueUrl: "https://sqs/1/orders" };
    const [first] = await arrivals("sqs:sendMessage", queue, ["machine"]);
    expect(first && bodyOf(first)).not.toHaveProperty("MessageDeduplicationId");
  });
});

it("no key is sent of a Task that is made at most once, as on AWS", async () => {
  const [message] = await arrivals("sqs:sendMessage", fifo, []);
  expect(message && bodyOf(message)).not.toHaveProperty("MessageDeduplicationId");
  const [request] = await arrivals("http:invoke", http, []);
  expect(request?.headers).not.toHaveProperty("idempotency-key");
});
