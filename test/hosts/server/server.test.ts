import { afterEach, describe, expect, it } from "vitest";
import type { Server } from "../../../lib/hosts/server/server.ts";
import type { ServerOptions } from "../../../lib/hosts/server/server-options.ts";
import type { Gate } from "./gated-function.ts";
import { authorization, call, send, testServer } from "./http-client.ts";

const roleArn = "arn:aws:iam::123456789012:role/r";
const arnOf = (type: string, name: string) =>
  `arn:aws:states:us-east-1:123456789012:${type}:${name}`;
const running: Server[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function start(options: Partial<ServerOptions> = {}) {
  const server = await testServer(options);
  running.push(server);
  const ask = (operation: string, request: object = {}) => call(server.url, operation, request);
  return { ...server, ask };
}

type Ask = Awaited<ReturnType<typeof start>>["ask"];

async function create(ask: Ask, name: string, states: object, more: object = {}) {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  const { stateMachineArn } = await ask("CreateStateMachine", {
    ...{ name, definition, roleArn },
    ...more,
  });
  return stateMachineArn as string;
}

/** Describes the execution until the description is as wanted. */
async function until(ask: Ask, executionArn: string, status: string) {
  for (;;) {
    const description = await ask("DescribeExecution", { executionArn });
    if (description.status === status) return description;
    expect(description.status).toBe("RUNNING");
  }
}

const callback = {
  Type: "Task",
  Resource: arnOf("activity", "work"),
  TimeoutSeconds: 3_600,
  End: true,
};

describe("a mock configuration", () => {
  const mockConfig = {
    StateMachines: { orders: { TestCases: { Retries: { Call: "Fails once" } } } },
    MockedResponses: {
      "Fails once": {
        "0": { Throw: { Error: "Busy", Cause: "at first" } },
        "1": { Return: { Payload: 5 } },
      },
    },
  };
  const states = {
    Call: {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:123456789012:function:f",
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 3_600 }],
      End: true,
    },
  };

  it("answers the Tasks of an execution that names its test case", async () => {
    const { ask } = await start({ mockConfig, time: "skip" });
    const stateMachineArn = await create(ask, "orders", states);
    const request = { stateMachineArn: `${stateMachineArn}#Retries` };
    const { executionArn } = await ask("StartExecution", request);
    expect(executionArn).not.toContain("#");
    const { output, startDate, stopDate } = await until(ask, executionArn, "SUCCEEDED");
    expect(JSON.parse(output)).toEqual({ Payload: 5 });
    expect(stopDate - startDate).toBeGreaterThanOrEqual(3_600);
  });

  it("answers callbacks and activities too", async () => {
    const config = {
      StateMachines: { open: { TestCases: { Done: { A: "Answer", C: "Answer" } } } },
      MockedResponses: { Answer: { "0": { Return: 7 } } },
    };
    const { ask } = await start({ mockConfig: config });
    const stateMachineArn = await create(ask, "open", {
      A: { Type: "Task", Resource: arnOf("activity", "work"), Next: "C" },
      C: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: { QueueUrl: "q", MessageBody: { "Token.$": "$$.Task.Token" } },
        End: true,
      },
    });
    const request = { stateMachineArn: `${stateMachineArn}#Done` };
    const { executionArn } = await ask("StartExecution", request);
    expect(await until(ask, executionArn, "SUCCEEDED")).toMatchObject({ output: "7" });
  });

  it("refuses a test case that it does not have, and starts nothing", async () => {
    const { ask } = await start({ mockConfig });
    const stateMachineArn = await create(ask, "orders", states);
    const refused = await ask("StartExecution", { stateMachineArn: `${stateMachineArn}#Nothing` });
    expect(refused.__type).toBe("ValidationException");
    expect(refused.message).toContain("Nothing");
    expect(await ask("ListExecutions", { stateMachineArn })).toEqual({ executions: [] });
  });

  it("is asked for where there is none", async () => {
    const { ask } = await start();
    const stateMachineArn = await create(ask, "orders", states);
    const refused = await ask("StartExecution", { stateMachineArn: `${stateMachineArn}#Retries` });
    expect(refused.message).toContain("SFN_MOCK_CONFIG");
  });
});

describe("skipped time", () => {
  it("passes while nothing is under way, and never past a callback's timeout", async () => {
    const { ask } = await start({ time: "skip" });
    const { activityArn } = await ask("CreateActivity", { name: "work" });
    const waiting = await create(ask, "waiting", { T: callback });
    const { executionArn } = await ask("StartExecution", { stateMachineArn: waiting });
    const { taskToken } = await ask("GetActivityTask", { activityArn });

    const short = await create(ask, "short", { W: { Type: "Wait", Seconds: 1_800, End: true } });
    const skipped = await ask("StartExecution", { stateMachineArn: short });
    await until(ask, skipped.executionArn, "SUCCEEDED");
    const long = await create(ask, "long", { W: { Type: "Wait", Seconds: 7_200, End: true } });
    const held = await ask("StartExecution", { stateMachineArn: long });
    const one = await ask("DescribeExecution", { executionArn });
    expect(one.status).toBe("RUNNING");
    const { status } = await ask("DescribeExecution", { executionArn: held.executionArn });
    expect(status).toBe("RUNNING");

    await ask("SendTaskSuccess", { taskToken, output: "1" });
    await until(ask, executionArn, "SUCCEEDED");
    await until(ask, held.executionArn, "SUCCEEDED");
  });
});

describe("an activity's worker", () => {
  it("that asks first gets the task as soon as there is one", async () => {
    const { ask } = await start();
    const { activityArn } = await ask("CreateActivity", { name: "work" });
    const polled = ask("GetActivityTask", { activityArn });
    const stateMachineArn = await create(ask, "work", { T: callback });
    await ask("StartExecution", { stateMachineArn, input: '{"n":1}' });
    const task = await polled;
    expect(JSON.parse(task.input)).toEqual({ n: 1 });
  });

  it("is answered with nothing when there is no task in time, or the server stops", async () => {
    const { ask } = await start({ activityPollMs: 1 });
    const { activityArn } = await ask("CreateActivity", { name: "work" });
    expect(await ask("GetActivityTask", { activityArn })).toEqual({});

    const stopping = await start();
    await stopping.ask("CreateActivity", { name: "work" });
    const polled = stopping.ask("GetActivityTask", { activityArn });
    await stopping.ask("ListActivities");
    await stopping.stop();
    expect(await polled).toEqual({});
  });

  it("gets what another one was to have that has hung up", async () => {
    const { ask, url } = await start();
    const { activityArn } = await ask("CreateActivity", { name: "work" });
    const hangUp = new AbortController();
    const gone = fetch(url, {
      method: "POST",
      signal: hangUp.signal,
      headers: {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "AWSStepFunctions.GetActivityTask",
        Authorization: authorization("test"),
      },
      body: JSON.stringify({ activityArn }),
    }).catch(() => undefined);
    await ask("ListActivities");
    hangUp.abort();
    await gone;
    const polled = ask("GetActivityTask", { activityArn });
    const stateMachineArn = await create(ask, "work", { T: callback });
    await ask("StartExecution", { stateMachineArn });
    expect((await polled).taskToken).toBeTypeOf("string");
  });
});

describe("a state machine's log", () => {
  const fails = {
    P: { Type: "Pass", Result: { secret: 1 }, Next: "F" },
    F: { Type: "Fail", Error: "E" },
  };
  const destinations = [
    {
      cloudWatchLogsLogGroup: {
        logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:g:*",
      },
    },
  ];

  async function logOf(level: string, includeExecutionData: boolean) {
    const { ask, events } = await start();
    const loggingConfiguration = { level, includeExecutionData, destinations };
    const stateMachineArn = await create(ask, "logs", fails, { loggingConfiguration });
    const { executionArn } = await ask("StartExecution", { stateMachineArn });
    await until(ask, executionArn, "FAILED");
    return events.map((line) => JSON.parse(line));
  }

  it("has the events of its level, as JSON lines", async () => {
    const all = await logOf("ALL", true);
    expect(all.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "PassStateEntered",
      "PassStateExited",
      "FailStateEntered",
      "ExecutionFailed",
    ]);
    expect(all[2]).toMatchObject({
      id: "3",
      previous_event_id: "2",
      details: { name: "P", output: '{"secret":1}' },
      execution_arn: expect.stringContaining(":execution:logs:"),
    });
    expect((await logOf("ERROR", true)).map(({ type }) => type)).toEqual([
      "FailStateEntered",
      "ExecutionFailed",
    ]);
    expect((await logOf("FATAL", true)).map(({ type }) => type)).toEqual(["ExecutionFailed"]);
    expect(await logOf("OFF", true)).toEqual([]);
  });

  it("has no data unless it asks for it", async () => {
    expect(JSON.stringify(await logOf("ALL", false))).not.toContain("secret");
  });
});

describe("the server", () => {
  it("tells that it is well, without a signature", async () => {
    const { url } = await start();
    const health = { method: "GET", path: "/_stepwright/health", body: "" };
    const { status, body } = await send(url, { ...health, headers: { Authorization: undefined } });
    expect({ status, body }).toEqual({ status: 200, body: { status: "ok" } });
  });

  it("answers in the version of the protocol that it was asked in", async () => {
    const { url } = await start();
    const type = "application/x-amz-json-1.1";
    const { status, headers } = await send(url, { headers: { "Content-Type": type } });
    expect([status, headers["content-type"]]).toEqual([200, type]);
  });

  it("throttles whoever comes while it does as much as it may", async () => {
    const { url } = await start({ limits: { requestsMax: 0 } });
    const { body } = await send(url, {});
    expect(body.__type).toContain("ThrottlingException");
  });

  it("answers what it was asked before it was told to stop", async () => {
    const gate = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const gatedFunction: Gate = { gate: gate.promise, called: called.resolve };
    Object.assign(globalThis, { gatedFunction });
    const { ask, stop } = await start({ functions: { f: "test/hosts/server/gated-function.ts" } });
    const states = {
      T: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:f", Next: "P" },
      P: { Type: "Pass", End: true },
    };
    const stateMachineArn = await create(ask, "sync", states, { type: "EXPRESS" });
    const asked = ask("StartSyncExecution", { stateMachineArn });
    await called.promise;
    const stopped = stop();
    gate.resolve();
    expect(await asked).toMatchObject({ status: "SUCCEEDED", output: '"through the gate"' });
    await stopped;
    await expect(ask("ListStateMachines")).rejects.toThrow("ECONNREFUSED");
  });

  it("logs as JSON lines, of the level that it is told", async () => {
    const { ask, lines, url } = await start({ logLevel: "debug" });
    await ask("ListStateMachines");
    await send(url, { path: "/no" });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "debug", message: "answered", operation: "ListStateMachines", status: 200 },
      { level: "debug", message: "refused", status: 404, error: "UnknownPathException" },
    ]);
  });
});
