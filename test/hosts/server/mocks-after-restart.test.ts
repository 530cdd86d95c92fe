import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { call, type Parsed, testServer } from "./http-client.ts";

const lambda = "arn:aws:lambda:us-east-1:123456789012:function:f";
const activity = "arn:aws:states:us-east-1:123456789012:activity:work";
const roleArn = "arn:aws:iam::123456789012:role/r";
const mockConfig = {
  StateMachines: { M: { TestCases: { Twice: { Call: "Counted" } } } },
  MockedResponses: { Counted: { "0": { Return: "first" }, "1": { Return: "second" } } },
};
const call0 = { Type: "Task", Resource: lambda, ResultPath: "$.called" };
const pause = { Type: "Task", Resource: activity, ResultPath: null };

/** Runs the machine on a server that another one follows while the activity has its task. */
async function restarted(definition: object, input: unknown, secondConfig: object = mockConfig) {
  const dataFolder = await mkdtemp(join(tmpdir(), "stepwright-mocks-"));
  try {
    const first = await testServer({ dataFolder, mockConfig });
    await call(first.url, "CreateActivity", { name: "work" });
    const machine = { name: "M", definition: JSON.stringify(definition), roleArn };
    const { stateMachineArn } = await call(first.url, "CreateStateMachine", machine);
    const { executionArn } = await call(first.url, "StartExecution", {
      stateMachineArn: `${stateMachineArn}#Twice`,
      input: JSON.stringify(input),
    });
    const { taskToken } = await call(first.url, "GetActivityTask", { activityArn: activity });
    await first.stop();
    const second = await testServer({ dataFolder, mockConfig: secondConfig as never });
    try {
      await call(second.url, "SendTaskSuccess", { taskToken, output: "{}" });
      return await ended(second.url, executionArn);
    } finally {
      await second.stop();
    }
  } finally {
    await rm(dataFolder, { recursive: true });
  }
}

/** Describes the execution when it has ended; tasks of the activity are done meanwhile. */
async function ended(url: string, executionArn: string): Promise<Parsed> {
  void (async () => {
    const { taskToken } = await call(url, "GetActivityTask", { activityArn: activity });
    if (taskToken) await call(url, "SendTaskSuccess", { taskToken, output: "{}" });
  })().catch(() => undefined);
  for (;;) {
    const description = await call(url, "DescribeExecution", { executionArn });
    if (description.status !== "RUNNING") return description;
  }
}

const loop = {
  StartAt: "Call",
  States: {
    Call: { ...call0, Next: "Again" },
    Again: {
      Type: "Choice",
      Choices: [{ Variable: "$.called", StringEquals: "second", Next: "Done" }],
      Default: "Pause",
    },
    Pause: { ...pause, Next: "Call" },
    Done: { Type: "Succeed" },
  },
};

it("an execution keeps its test case, and its count of calls, when the server is restarted", async () => {
  expect(await restarted(loop, {})).toMatchObject({
    status: "SUCCEEDED",
    output: '{"called":"second"}',
  });
});

it("the children of a distributed Map keep theirs, too", async () => {
  const distributed = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Call",
          States: { Call: { ...call0, Next: "Pause" }, Pause: { ...pause, End: true } },
        },
        End: true,
      },
    },
  };
  const { output } = await restarted(distributed, [{}, {}]);
  expect(JSON.parse(output)).toEqual([{ called: "first" }, { called: "second" }]);
});

it("nothing is done for real where the test case is gone", async () => {
  const { status, cause } = await restarted(loop, {}, { StateMachines: {}, MockedResponses: {} });
  expect(status).toBe("FAILED");
  expect(cause).toContain("Twice");
});
