import { afterEach, describe, expect, it, vi } from "vitest";
import { StateMachine, type TaskContext } from "../../lib/index.ts";
import "../../lib/testing/vitest.ts";

const at = "2026-03-01T12:00:00Z";
const worker = "arn:aws:lambda:us-east-1:123456789012:function:Work";
const callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

function machineOf(state: object): StateMachine {
  return new StateMachine({ StartAt: "Work", States: { Work: { ...state, End: true } } });
}

describe("skipped time", () => {
  it("lets a year pass in an instant", async () => {
    const execution = await machineOf({ Type: "Wait", Seconds: 31_000_000 }).run({}, { at });
    expect(execution).toHaveSucceeded();
    expect(execution.now).toEqual(new Date("2027-02-23T07:06:40Z"));
  });

  it("stands still while a handler works, and goes on while it sleeps", async () => {
    const Work = async (_input: unknown, context: TaskContext) => {
      await new Promise((resolve) => setImmediate(resolve));
      await context.sleep(90_000);
      return "rested";
    };
    const execution = await machineOf({ Type: "Task", Resource: worker }).run(
      {},
      { at, tasks: { Work } },
    );
    expect(execution).toHaveOutput("rested");
    expect(execution.stopDate).toEqual(new Date("2026-03-01T12:01:30Z"));
  });

  it("ends a handler that sleeps beyond TimeoutSeconds", async () => {
    const Work = async (_input: unknown, context: TaskContext) => context.sleep(3_600_000);
    const execution = await machineOf({
      Type: "Task",
      Resource: worker,
      TimeoutSeconds: 60,
    }).run({}, { at, tasks: { Work } });
    expect(execution).toHaveFailedWith("States.Timeout");
    expect(execution.stopDate).toEqual(new Date("2026-03-01T12:01:00Z"));
  });

  it("interleaves branches by the instants at which their work is done", async () => {
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: { Type: "Task", Resource: worker, End: true } },
    });
    const machine = machineOf({ Type: "Parallel", Branches: [branch("Slow"), branch("Quick")] });
    const mocks = {
      Slow: { result: 1, afterSeconds: 20 },
      Quick: { result: 2, afterSeconds: 10 },
    };
    const execution = await machine.run({}, { at, mocks });
    expect(execution).toHaveOutput([1, 2]);
    const exits = execution.history.filter(({ type }) => type === "TaskStateExited");
    expect(exits.map(({ stateExitedEventDetails }) => stateExitedEventDetails?.name)).toEqual([
      "Quick",
      "Slow",
    ]);
  });

  it("ends an execution whose callback never comes when its year is over", async () => {
    const machine = machineOf({ Type: "Task", Resource: callback, Parameters: {} });
    const execution = await machine.run({}, { at, mocks: { Work: { never: true } } });
    expect(execution).toHaveTimedOut();
    expect(execution.stopDate).toEqual(new Date("2027-03-01T12:00:00Z"));
  });

  it("does not wait for an end that no limit sets", async () => {
    const machine = machineOf({ Type: "Task", Resource: callback, Parameters: {} });
    const mocks = { Work: { never: true } } as const;
    await expect(machine.run({}, { at, mocks, limits: "extended" })).rejects.toThrow(
      'the execution cannot end: it waits for an answer to "Work", by Work',
    );
  });

  it("lets HeartbeatSeconds end a callback that is silent", async () => {
    const machine = machineOf({
      Type: "Task",
      Resource: callback,
      Parameters: {},
      HeartbeatSeconds: 30,
    });
    const execution = await machine.run({}, { at, mocks: { Work: { never: true } } });
    expect(execution).toHaveFailedWith("States.HeartbeatTimeout");
    expect(execution.stopDate).toEqual(new Date("2026-03-01T12:00:30Z"));
  });
});

describe("real time", () => {
  afterEach(() => vi.useRealTimers());

  it("takes as long as a Wait says", async () => {
    vi.useFakeTimers({ now: new Date(at) });
    const running = machineOf({ Type: "Wait", Seconds: 100 }).run({}, { time: "real" });
    await vi.advanceTimersByTimeAsync(100_000);
    const execution = await running;
    expect(execution).toHaveSucceeded();
    expect(execution.stopDate).toEqual(new Date("2026-03-01T12:01:40Z"));
  });

  it("lets a handler sleep", async () => {
    vi.useFakeTimers({ now: new Date(at) });
    const Work = async (_input: unknown, context: TaskContext) => context.sleep(5_000);
    const running = machineOf({ Type: "Task", Resource: worker }).run(
      {},
      { time: "real", tasks: { Work } },
    );
    await vi.advanceTimersByTimeAsync(5_000);
    expect((await running).stopDate).toEqual(new Date("2026-03-01T12:00:05Z"));
  });
});

describe("randomness", () => {
  const machine = new StateMachine({
    QueryLanguage: "JSONata",
    StartAt: "Draw",
    States: {
      Draw: { Type: "Pass", Output: "{% [$uuid(), $random(), $now()] %}", End: true },
    },
  });

  it("is the same for the same seed, and the instant is the one given", async () => {
    const first = await machine.run({}, { seed: 7, at });
    const again = await machine.run({}, { seed: 7, at });
    expect(again.history).toEqual(first.history);
    expect((first.output as unknown[])[2]).toBe("2026-03-01T12:00:00.000Z");
  });

  it("is another for another seed", async () => {
    const first = await machine.run({}, { seed: 7, at });
    const other = await machine.run({}, { seed: 8, at });
    expect(other.output).not.toEqual(first.output);
  });
});
