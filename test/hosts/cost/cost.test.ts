import { expect, it } from "vitest";
import { type CostReport, costReport } from "../../../lib/hosts/cost/cost-report.ts";
import { countRun } from "../../../lib/hosts/cost/counted-run.ts";
import { happyPath } from "../../../lib/hosts/cost/happy-path.ts";
import { noUsage, type Usage } from "../../../lib/hosts/cost/usage.ts";
import { StateMachine } from "../../../lib/hosts/state-machine.ts";

const task = (next: object, resource = "arn:aws:lambda:us-east-1:111122223333:function:f") => ({
  Type: "Task",
  Resource: resource,
  ...next,
});
const pass = (next: object) => ({ Type: "Pass", ...next });
const end = { End: true };
const kilobyte = { payloadBytes: 1_024, taskSeconds: 0.1, retentionDays: 90 };

const tenTasks = {
  StartAt: "Task 0",
  States: Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [
      [`Task ${index}`, task({ Next: `Pass ${index}` })],
      [`Pass ${index}`, pass(index < 9 ? { Next: `Task ${index + 1}` } : end)],
    ]).flat(),
  ),
};

it("ten Tasks and ten Passes of 1 KB cost at most a twentieth of Standard", () => {
  const { usage } = happyPath(tenTasks, 10);
  expect(usage).toEqual({ ...noUsage, executions: 1, states: 20, calls: 10 });
  const report = costReport(usage, kilobyte);
  expect(report.standard.dollars).toBeCloseTo(500);
  expect(report.stepwright.dollars).toBeLessThanOrEqual(500 / 20);
  const [writes, queue] = report.stepwright.lines;
  expect(writes?.formula).toBe("18 units x $0.625 / M (3 start + 11 records + 4 end)");
  expect(queue?.formula).toBe("3 requests x $0.4 / M (3 to send, receive and delete messages)");
  expect(report.express?.dollars).toBeCloseTo(1 + 1.1 * (64 / 1_024) * 16.67);
});

it.each([
  ["a Choice goes by the first rule to a good end", choice(), ["Ask", "Yes"], { states: 2 }],
  ["a loop is left when it has been gone once", loop(), ["Work", "Again", "Done"], { states: 3 }],
  ["a Fail is an end where there is no other", bad(), ["Broken"], { states: 1 }],
])("%s", (_title, definition, states, usage) => {
  expect(happyPath(definition, 10)).toMatchObject({ states, usage });
});

it.each([
  ["branches are all taken", parallel(), { states: 3, calls: 2 }],
  ["a Map has that many items", map({}), { executions: 1, states: 8, calls: 7 }],
  [
    "the items of a distributed Map are executions",
    map({ Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }),
    { executions: 8, mapRuns: 1, states: 8, calls: 7 },
  ],
])("%s", (_title, definition, usage) => {
  expect(happyPath(definition, 7).usage).toMatchObject(usage);
});

it("tells what is called from what is answered from outside", () => {
  const wait = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
  const activity = "arn:aws:states:us-east-1:111122223333:activity:a";
  const definition = {
    StartAt: "Callback",
    States: {
      Callback: task({ Next: "Work" }, wait),
      Work: task({ Next: "Rest" }, activity),
      Rest: { Type: "Wait", Seconds: 5, End: true },
    },
  };
  const usage = {
    executions: 1,
    mapRuns: 0,
    states: 3,
    retries: 0,
    calls: 1,
    answers: 2,
    waits: 1,
  };
  expect(happyPath(definition, 1).usage).toEqual(usage);
  expect(costReport(usage, kilobyte).express).toBeUndefined();
});

it("counts what a run came to", async () => {
  const retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }];
  const definition = {
    StartAt: "Flaky",
    States: {
      Flaky: task({ Retry: retry, Next: "Rest" }),
      Rest: { Type: "Wait", Seconds: 9, End: true },
    },
  };
  let calls = 0;
  const flaky = () => {
    calls++;
    if (calls < 3) throw new Error("not yet");
    return { ok: true };
  };
  const execution = await StateMachine.fromObject(definition).run({}, { tasks: { Flaky: flaky } });
  const expected = { ...noUsage, executions: 1, states: 2, retries: 2, calls: 3, waits: 1 };
  expect(countRun(execution)).toEqual({ usage: expected, payloadBytes: 9 });
});

it("grows with the payload until it is cheaper in S3", () => {
  const { usage } = happyPath(tenTasks, 10);
  const dollarsOf = (payloadBytes: number): number =>
    costReport(usage, { ...kilobyte, payloadBytes }).stepwright.dollars;
  expect(dollarsOf(20_000)).toBeGreaterThan(dollarsOf(2_000));
  expect(dollarsOf(250_000)).toBe(dollarsOf(30_000));
  expect(whatOf(costReport(usage, { ...kilobyte, payloadBytes: 30_000 }))).toContain("S3");
});

it("has long Tasks wait in the task runner", () => {
  const usage: Usage = { ...noUsage, executions: 1, states: 1, calls: 1 };
  const report = costReport(usage, { ...kilobyte, taskSeconds: 60 });
  const requests = report.stepwright.lines.find(({ what }) => what === "Lambda");
  expect(requests?.formula).toBe("4 requests x $0.2 / M (1 api + 2 interpreter + 1 task-runner)");
});

function whatOf({ stepwright }: CostReport): string[] {
  return stepwright.lines.map(({ what }) => what);
}

function choice() {
  const rule = (Next: string) => ({ Variable: "$.x", IsNull: true, Next });
  return {
    StartAt: "Ask",
    States: {
      Ask: { Type: "Choice", Choices: [rule("No"), rule("Yes")], Default: "Maybe" },
      No: { Type: "Fail" },
      Yes: pass(end),
      Maybe: pass(end),
    },
  };
}

function loop() {
  const rule = { Variable: "$.x", IsNull: true, Next: "Work" };
  return {
    StartAt: "Work",
    States: {
      Work: pass({ Next: "Again" }),
      Again: { Type: "Choice", Choices: [rule], Default: "Done" },
      Done: { Type: "Succeed" },
    },
  };
}

function bad() {
  return { StartAt: "Broken", States: { Broken: { Type: "Fail", Error: "Broken" } } };
}

function parallel() {
  const branch = { StartAt: "A", States: { A: task(end) } };
  return {
    StartAt: "Both",
    States: { Both: { Type: "Parallel", Branches: [branch, branch], End: true } },
  };
}

function map(ProcessorConfig: { readonly [name: string]: string }) {
  const ItemProcessor = { ProcessorConfig, StartAt: "A", States: { A: task(end) } };
  return { StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor, End: true } } };
}
