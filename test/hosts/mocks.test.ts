import { describe, expect, it } from "vitest";
import { type Mocks, type RunOptions, StateMachine } from "../../lib/index.ts";
import "../../lib/testing/vitest.ts";

const lambda = "arn:aws:lambda:us-east-1:123456789012:function:Work";
const callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const sync = "arn:aws:states:::batch:submitJob.sync";
const activity = "arn:aws:states:us-east-1:123456789012:activity:Work";
const retry = { Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 9, IntervalSeconds: 1 }] };

function run(Resource: string, options: RunOptions, fields: object = {}) {
  const Work = { Type: "Task", Resource, ...fields, End: true };
  return new StateMachine({ StartAt: "Work", States: { Work } }).run({}, options);
}

const mocked = (resource: string, work: Mocks[string], fields?: object) =>
  run(resource, { mocks: { Work: work } }, fields);

/** The events between TaskStateEntered and TaskStateExited or the end. */
const events = (execution: Awaited<ReturnType<typeof run>>) =>
  execution.history
    .map(({ type }) => type)
    .filter((type) => /^(Task|Lambda|Activity)/.test(type) && !type.startsWith("TaskState"));

describe("a mock", () => {
  it("that is not in a list stands for every attempt", async () => {
    const execution = await mocked(lambda, { error: "Down" }, retry);
    expect(execution).toHaveFailedWith("Down");
    expect(execution).toHaveRetried("Work", 9);
  });

  it("in a list stands for one attempt", async () => {
    const execution = await mocked(lambda, [{ error: "Down" }, { result: "up" }], retry);
    expect(execution).toHaveOutput("up");
    expect(execution).toHaveRetried("Work", 1);
  });

  it("may stand for a range of attempts", async () => {
    const execution = await mocked(
      lambda,
      { "0": { error: "Down" }, "1-3": { error: "Busy" }, "4": { result: 4 } },
      retry,
    );
    expect(execution).toHaveOutput(4);
  });

  it("may be a function, for one attempt", async () => {
    const work = [{ error: "Down" }, (input: unknown) => ({ input })];
    expect(await mocked(lambda, work, retry)).toHaveOutput({ input: {} });
  });

  it("comes before a handler", async () => {
    const options = { mocks: { Work: { result: "mock" } }, tasks: { Work: () => "handler" } };
    expect(await run(lambda, options)).toHaveOutput("mock");
  });

  it("that is missing for an attempt fails, and says so", async () => {
    const execution = await mocked(lambda, [{ error: "Down" }], retry);
    expect(execution).toHaveFailedWith("States.Runtime", 'call 1 of state "Work" has no mock');
  });

  it("may take its time", async () => {
    const execution = await mocked(lambda, { result: 1, afterSeconds: 50 });
    expect(execution.now.getTime() - execution.startDate.getTime()).toBe(50_000);
  });

  it("that takes longer than TimeoutSeconds comes too late", async () => {
    const work = { result: 1, afterSeconds: 50 };
    const execution = await mocked(lambda, work, { TimeoutSeconds: 49 });
    expect(execution).toHaveFailedWith("States.Timeout");
  });
});

describe("the history shows what a mock stands for", () => {
  const cases: readonly [string, string, Mocks[string], readonly string[]][] = [
    ["a Lambda function", lambda, { result: 1 }, ["Scheduled", "Started", "Succeeded"]],
    ["one that fails", lambda, { error: "E" }, ["Scheduled", "Started", "Failed"]],
    ["one that times out", lambda, { timeout: true }, ["Scheduled", "Started", "TimedOut"]],
    ["one that cannot start", lambda, { error: "E", at: "start" }, ["Scheduled", "StartFailed"]],
    ["a callback", callback, { result: 1 }, ["Scheduled", "Started", "Submitted", "Succeeded"]],
    ["a rejected one", callback, { error: "E" }, ["Scheduled", "Started", "Submitted", "Failed"]],
    ["a job", sync, { result: 1 }, ["Scheduled", "Started", "Submitted", "Succeeded"]],
    ["a refused job", sync, { error: "E", at: "submit" }, ["Scheduled", "Started", "SubmitFailed"]],
    ["an activity", activity, { result: 1 }, ["Scheduled", "Started", "Succeeded"]],
  ];
  for (const [title, resource, work, wanted] of cases) {
    it(title, async () => {
      const execution = await mocked(resource, work);
      expect(
        events(execution).map((type) => type.replace(/^(Task|LambdaFunction|Activity)/, "")),
      ).toEqual(wanted);
    });
  }
});

describe("Step Functions Local's MockConfigFile.json", () => {
  const mockConfig = {
    StateMachines: { Working: { TestCases: { Happy: { Work: "Works" }, Sad: { Work: "Fails" } } } },
    MockedResponses: {
      Works: { "0": { Return: { StatusCode: 200, Payload: { ok: true } } } },
      Fails: {
        "0-2": { Throw: { Error: "Lambda.TimeoutException", Cause: "slow" } },
        "3": { Return: "at last" },
      },
    },
  };

  it("gives the test case that is asked for", async () => {
    const happy = await run(lambda, { mockConfig, testCase: "Happy" });
    expect(happy).toHaveOutput({ StatusCode: 200, Payload: { ok: true } });
    const sad = await run(lambda, { mockConfig, testCase: "Sad" }, retry);
    expect(sad).toHaveOutput("at last");
    expect(sad).toHaveRetried("Work", 3);
  });

  it("must have the test case", async () => {
    await expect(run(lambda, { mockConfig, testCase: "Merry" })).rejects.toThrow(
      'no state machine "StateMachine" with a test case "Merry"; it has "Working"',
    );
    await expect(run(lambda, { mockConfig })).rejects.toThrow("mockConfig needs a testCase");
  });

  it("must be in the format", async () => {
    const broken = { ...mockConfig, MockedResponses: { Works: { "0": { Result: 1 } } } };
    await expect(run(lambda, { mockConfig: broken, testCase: "Happy" })).rejects.toThrow(
      "MockedResponses/Works/0 should be an object with Return or Throw",
    );
  });
});
