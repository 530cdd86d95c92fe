import { describe, expect, it } from "vitest";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { ServiceInvoker } from "../../lib/integrations/service-invoker.ts";
import { callService, servicesAt } from "./call-service.ts";
import { type LocalServer, localServer } from "./local-server.ts";
import { taskRequest } from "./task-request.ts";

const arn = "arn:aws:states:eu-west-1:123456789012";
const executionArn = `${arn}:execution:other:child`;
const parameters = { StateMachineArn: `${arn}:stateMachine:other`, Input: { a: 1 }, Name: "child" };

/** Another Step Functions, whose execution has these descriptions in turn. */
function otherEndpoint(
  descriptions: readonly object[],
  heard: (operation: string) => void = () => {},
): Promise<LocalServer> {
  let asked = 0;
  const operations: { readonly [operation: string]: () => object } = {
    StartExecution: () => ({ executionArn, startDate: 1_767_225_600.5 }),
    DescribeExecution: () => descriptions[Math.min(asked++, descriptions.length - 1)] ?? {},
    StopExecution: () => ({ stopDate: 1 }),
  };
  return localServer(({ headers }, response) => {
    const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
    response.setHeader("Content-Type", "application/x-amz-json-1.0");
    response.end(JSON.stringify(operations[operation]?.() ?? {}));
    heard(operation);
  });
}

const described = {
  executionArn,
  stateMachineArn: parameters.StateMachineArn,
  name: "child",
  startDate: 1_767_225_600.5,
};
const succeeded = {
  ...described,
  status: "SUCCEEDED",
  stopDate: 1_767_225_601,
  input: '{"a":1}',
  inputDetails: { included: true },
  output: '{"b":2}',
  outputDetails: { included: true },
};

describe("a state machine that is not here is started at the other endpoint", () => {
  it("with its Input as JSON text", async () => {
    await using server = await otherEndpoint([]);
    const reply = await callService(server.url, "states:startExecution", parameters);
    expect(JSON.parse(server.received[0]?.body ?? "")).toEqual({
      stateMachineArn: parameters.StateMachineArn,
      input: '{"a":1}',
      name: "child",
    });
    expect(reply).toMatchObject({
      type: "succeeded",
      output: {
        ExecutionArn: executionArn,
        StartDate: 1_767_225_600_500,
        SdkHttpMetadata: { HttpStatusCode: 200 },
      },
    });
  });

  it("and `.sync` waits for its end", async () => {
    await using server = await otherEndpoint([{ ...described, status: "RUNNING" }, succeeded]);
    const reply = await callService(server.url, "states:startExecution.sync", parameters);
    expect(reply).toMatchObject({
      type: "succeeded",
      submitted: { ExecutionArn: executionArn },
      output: {
        Status: "SUCCEEDED",
        Input: '{"a":1}',
        InputDetails: { Included: true },
        Output: '{"b":2}',
        StopDate: 1_767_225_601_000,
      },
    });
  });

  it("and `.sync:2` parses what it has made", async () => {
    await using server = await otherEndpoint([succeeded]);
    const reply = await callService(server.url, "states:startExecution.sync:2", parameters);
    expect(reply).toMatchObject({ output: { Input: { a: 1 }, Output: { b: 2 } } });
  });

  it("by the same name if the attempt is repeated after a crash, and found there", async () => {
    const { Name: _, ...unnamed } = parameters;
    const taken = JSON.stringify({ __type: "ExecutionAlreadyExists", message: "taken" });
    const names: string[] = [];
    await using server = await localServer(({ headers, body }, response) => {
      const isStart = headers["x-amz-target"] === "AWSStepFunctions.StartExecution";
      if (isStart) names.push(JSON.parse(body).name);
      response.setHeader("Content-Type", "application/x-amz-json-1.0");
      if (!isStart) response.end(JSON.stringify(succeeded));
      else if (names.length > 1) response.writeHead(400).end(taken);
      else response.end(JSON.stringify({ executionArn, startDate: 1 }));
    });
    const first = await callService(server.url, "states:startExecution.sync:2", unnamed);
    const second = await callService(server.url, "states:startExecution.sync:2", unnamed);
    expect(first).toMatchObject({ type: "succeeded", output: { Output: { b: 2 } } });
    expect(second).toMatchObject({ type: "succeeded", output: { Output: { b: 2 } } });
    expect(names[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(names).toEqual([names[0], names[0]]);
    const named = await callService(server.url, "states:startExecution.sync", parameters);
    expect(named).toMatchObject({ error: "StepFunctions.ExecutionAlreadyExistsException" });
  });

  it("and `.sync` fails as it has failed", async () => {
    const failed = { ...described, status: "FAILED", error: "Bad", cause: "day" };
    await using server = await otherEndpoint([failed]);
    const reply = await callService(server.url, "states:startExecution.sync", parameters);
    expect(reply).toMatchObject({ type: "failed", error: "States.TaskFailed" });
    expect(JSON.parse(causeOf(reply))).toMatchObject({ Error: "Bad", Cause: "day" });
  });

  it("and stopped there when the `.sync` Task is cancelled", async () => {
    const heard = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    const running = { ...described, status: "RUNNING" };
    await using server = await otherEndpoint([running], (operation) => {
      if (operation === "DescribeExecution") heard.resolve();
      if (operation === "StopExecution") stopped.resolve();
    });
    const services = servicesAt(server.url);
    const invoker = new ServiceInvoker(() => services);
    const request = taskRequest("arn:aws:states:::states:startExecution.sync", parameters);
    const reply = invoker.invoke(request);
    await heard.promise;
    invoker.cancel(request.execution.executionArn, request.task.attempt);
    expect(await reply).toMatchObject({
      type: "failed",
      submitted: { ExecutionArn: executionArn },
    });
    await stopped.promise;
  });
});

it("a state machine that is nowhere is refused in AWS's words", async () => {
  const services = { ...servicesAt("http://127.0.0.1:9"), hasOtherStateMachines: false };
  const invoker = new ServiceInvoker(() => services);
  const reply = await invoker.invoke(
    taskRequest("arn:aws:states:::states:startExecution", parameters),
  );
  expect(reply).toMatchObject({
    type: "failed",
    error: "StepFunctions.StateMachineDoesNotExistException",
    cause: expect.stringMatching(
      /^State Machine Does Not Exist: 'arn:.*:other' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: .*; Proxy: null\)$/,
    ),
  });
});

function causeOf(reply: TaskReply): string {
  return reply.type === "failed" ? (reply.cause ?? "") : "";
}
