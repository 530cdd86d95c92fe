import { describe, expect, it } from "vitest";
import { RuntimeRig } from "./runtime-rig.ts";

const lambda = "arn:aws:lambda:eu-west-1:123456789012:function:work";
const task = {
  StartAt: "Work",
  States: { Work: { Type: "Task", Resource: lambda, End: true } },
};
const waits = {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 3_600, End: true } },
};
/** The queue has given up on what comes alone: its only message is a dead letter now. */
function bury(rig: RuntimeRig, body: object): void {
  rig.messages.splice(0);
  rig.send("deadLetters", JSON.stringify(body));
}

describe("the dead letters", () => {
  it("end an execution that is due and has not moved, without running anything of it", async () => {
    let performed = 0;
    const rig = new RuntimeRig({
      machines: { task },
      invoke: () => {
        performed++;
        return { type: "succeeded", output: 1 };
      },
    });
    const api = await rig.deployed();
    const executionArn = await api.start("task");
    rig.clock.waitUntil(rig.clock.now() + 200_000);
    bury(rig, { arn: executionArn, sinceMs: rig.clock.now() });
    const records = rig.receive("deadLetters");
    expect(await rig.sandbox().bury(records)).toEqual({ batchItemFailures: [] });
    const { status, error, cause } = await api.call("DescribeExecution", { executionArn });
    expect({ status, error }).toEqual({ status: "FAILED", error: "States.Runtime" });
    expect(cause).toMatch(/^Stepwright\.ExecutionPoisoned: /);
    const { events } = await api.call("GetExecutionHistory", { executionArn });
    expect((events as { type: string }[]).map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "ExecutionFailed",
    ]);
    await rig.settle();
    expect(performed).toBe(0);
    expect(rig.lines.join()).toContain('"ExecutionsPoisoned":1');
  });

  it("send an execution back that has moved since", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    const executionArn = await api.start("waits");
    const sinceMs = rig.clock.now();
    await rig.settle();
    bury(rig, { arn: executionArn, sinceMs });
    await rig.sandbox().bury(rig.receive("deadLetters"));
    expect(rig.wakeUps()).toEqual([{ arn: executionArn }]);
    const { status } = await api.call("DescribeExecution", { executionArn });
    expect(status).toBe("RUNNING");
  });

  it("send an execution back that waits for its time", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    const executionArn = await api.start("waits");
    await rig.settle();
    rig.clock.waitUntil(rig.clock.now() + 1_000);
    bury(rig, { arn: executionArn, sinceMs: rig.clock.now() });
    await rig.sandbox().bury(rig.receive("deadLetters"));
    expect(rig.wakeUps()).toEqual([{ arn: executionArn }]);
  });

  it("leave alone what is gone, and what is no message", async () => {
    const rig = new RuntimeRig();
    rig.send("deadLetters", JSON.stringify({ arn: "arn:aws:states:e:1:execution:m:e" }));
    rig.send("deadLetters", "hello");
    const records = rig.receive("deadLetters");
    expect(await rig.sandbox().bury(records)).toEqual({ batchItemFailures: [] });
    expect(rig.wakeUps()).toEqual([]);
  });

  it("wake the execution of a Task that no runner has performed", async () => {
    const rig = new RuntimeRig({ machines: { task }, boundMs: () => undefined });
    const api = await rig.deployed();
    const executionArn = await api.start("task");
    const records = rig.receive("wake");
    rig.acknowledge(records, await rig.sandbox().interpret(records));
    const [message] = rig.visible("tasks");
    bury(rig, JSON.parse(message?.body ?? "{}"));
    await rig.sandbox().bury(rig.receive("deadLetters"));
    expect(rig.wakeUps()).toEqual([{ arn: executionArn }]);
  });
});
