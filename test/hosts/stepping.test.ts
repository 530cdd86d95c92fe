import { describe, expect, it } from "vitest";
import { StateMachine } from "../../lib/index.ts";
import "../../lib/testing/vitest.ts";

const at = "2026-03-01T12:00:00Z";
const activity = "arn:aws:states:us-east-1:123456789012:activity:Pack";

const approval = new StateMachine({
  StartAt: "Prepare",
  States: {
    Prepare: { Type: "Pass", Assign: { order: 7, "who.$": "$.who" }, Next: "CoolOff" },
    CoolOff: { Type: "Wait", Seconds: 3_600, Next: "Approve" },
    Approve: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { "Token.$": "$$.Task.Token", "Order.$": "$order" },
      HeartbeatSeconds: 600,
      Catch: [{ ErrorEquals: ["Rejected"], Next: "Refund" }],
      Next: "Ship",
    },
    Ship: { Type: "Pass", Assign: { shipped: true }, End: true },
    Refund: { Type: "Pass", End: true },
  },
});

const start = () => approval.start({ who: "Ada" }, { at });

describe("an execution under the test's control", () => {
  it("does nothing before it is told to", async () => {
    const execution = await start();
    expect(execution.status).toBe("RUNNING");
    expect(execution.path).toEqual([]);
  });

  it("runs until a state, letting time pass on the way", async () => {
    const execution = await start();
    await execution.runUntil("Approve");
    expect(execution.currentStates).toEqual(["Approve"]);
    expect(execution.now).toEqual(new Date("2026-03-01T13:00:00Z"));
    expect(execution.variables).toEqual({ order: 7, who: "Ada" });
  });

  it("stops in front of what the state would do next", async () => {
    const execution = await start();
    await execution.runUntil("Prepare");
    expect(execution.path).toEqual(["Prepare"]);
  });

  it("says that it cannot enter a state that is never entered", async () => {
    const mocks = { Approve: { result: {} } };
    const execution = await approval.start({ who: "Ada" }, { at, mocks });
    await expect(execution.runUntil("Refund")).rejects.toThrow(
      'did not enter "Refund": it is SUCCEEDED, by Prepare -> CoolOff -> Approve -> Ship',
    );
  });

  it("lets time pass by the duration it is given, and no more", async () => {
    const execution = await start();
    await execution.advanceTime({ minutes: 59 });
    expect(execution.currentStates).toEqual(["CoolOff"]);
    await execution.advanceTime({ minutes: 1 });
    expect(execution.currentStates).toEqual(["Approve"]);
  });

  it("goes on when its task token is answered", async () => {
    const execution = await start();
    await execution.runUntil("Approve");
    const [task] = execution.openTasks;
    expect(task).toMatchObject({
      stateName: "Approve",
      input: { Order: 7, Token: task?.taskToken },
    });
    await task?.succeed({ by: "Grace" });
    await execution.finish();
    expect(execution).toHaveOutput({ by: "Grace" });
    expect(execution.variables).toEqual({ order: 7, who: "Ada", shipped: true });
  });

  it("can be answered with a failure, which its state catches", async () => {
    const execution = await start();
    await execution.runUntil("Approve");
    await execution.openTask("Approve").fail({ error: "Rejected", cause: "too dear" });
    await execution.finish();
    expect(execution).toHaveTakenPath("Prepare", "CoolOff", "Approve", "Refund");
    expect(execution).toHaveOutput({ Error: "Rejected", Cause: "too dear" });
  });

  it("stays open as long as heartbeats come", async () => {
    const execution = await start();
    await execution.runUntil("Approve");
    const task = execution.openTask("Approve");
    for (let beat = 0; beat < 5; beat++) {
      await execution.advanceTime({ minutes: 9 });
      await task.heartbeat();
    }
    expect(execution.status).toBe("RUNNING");
    await execution.finish();
    expect(execution).toHaveFailedWith("States.HeartbeatTimeout");
  });

  it("refuses a second answer, a late one, and an unknown token", async () => {
    const execution = await start();
    await execution.runUntil("Approve");
    const task = execution.openTask("Approve");
    await task.succeed(1);
    await expect(task.succeed(2)).rejects.toThrow("TaskTimedOut");
    await execution.finish();
    await expect(task.fail()).rejects.toThrow("TaskTimedOut");
    await expect(execution.sendTaskSuccess("nonsense", 1)).rejects.toThrow("InvalidToken");
  });

  it("says what it waits for when it cannot go on", async () => {
    const execution = await start();
    await execution.runUntil("Approve");
    expect(() => execution.openTask("Pack")).toThrow('these do: "Approve"');
  });

  it("can be stopped, with an error and a cause", async () => {
    const execution = await start();
    await execution.runUntil("CoolOff");
    await execution.stop({ error: "Cancelled", cause: "by the customer" });
    expect(execution).toHaveBeenAborted();
    expect(execution).toHaveFailedWith("Cancelled", "by the customer");
    await expect(execution.stop()).rejects.toThrow("executionEnded");
  });
});

describe("an activity", () => {
  const packing = new StateMachine({
    StartAt: "Pack",
    States: { Pack: { Type: "Task", Resource: activity, End: true } },
  });

  it("is handed to a worker, who answers", async () => {
    const execution = await packing.start({ parcel: 1 }, { at });
    const task = await execution.takeActivityTask(activity, "Ada");
    expect(task?.input).toEqual({ parcel: 1 });
    await task?.succeed("packed");
    await execution.finish();
    expect(execution).toHaveOutput("packed");
    expect(execution.history.map(({ type }) => type)).toContain("ActivityStarted");
    expect(execution.history[3]?.activityStartedEventDetails).toEqual({ workerName: "Ada" });
  });

  it("is handed to one worker only", async () => {
    const execution = await packing.start({}, { at });
    await execution.takeActivityTask(activity);
    expect(await execution.takeActivityTask(activity)).toBeUndefined();
  });

  it("has a handler for a worker where one is given", async () => {
    const execution = await packing.run({ parcel: 2 }, { tasks: { Pack: () => "by hand" } });
    expect(execution).toHaveOutput("by hand");
  });
});

describe("a redrive", () => {
  it("goes on from the state that failed", async () => {
    const machine = new StateMachine({
      StartAt: "First",
      States: {
        First: { Type: "Pass", Next: "Second" },
        Second: { Type: "Task", Resource: activity, End: true },
      },
    });
    const mocks = { Second: [{ error: "Down" }, { result: "up" }] };
    const execution = await machine.run({}, { at, mocks });
    expect(execution).toHaveFailedWith("Down");
    await execution.redrive();
    await execution.finish();
    expect(execution).toHaveOutput("up");
    expect(execution.path.filter((name) => name === "First")).toHaveLength(1);
  });

  it("is refused where there is nothing to redrive", async () => {
    const machine = new StateMachine({ StartAt: "A", States: { A: { Type: "Succeed" } } });
    const execution = await machine.run();
    await expect(execution.redrive()).rejects.toThrow("notRedrivable");
  });
});
