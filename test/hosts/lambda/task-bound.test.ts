import { describe, expect, it } from "vitest";
import { compileMachine } from "../../../lib/core/machine.ts";
import { FunctionTimeouts } from "../../../lib/hosts/lambda/function-timeouts.ts";
import { roleRequest } from "../../../lib/hosts/lambda/role-request.ts";
import { taskBoundMs } from "../../../lib/hosts/lambda/task-bound.ts";

const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:known";
const states = (resource: string): string => `arn:aws:states:::${resource}`;
const timeoutMs = (name: string): number | undefined => (name === functionArn ? 6_000 : undefined);

function bound(resource: string, timeoutSeconds?: number, parameters: object = {}) {
  const task = { resource, parameters: parameters as never, timeoutSeconds };
  return taskBoundMs(timeoutMs, task);
}

describe("how long a Task may take", () => {
  it("is its function's timeout, where that is known", () => {
    expect(bound(functionArn)).toBe(6_000);
    expect(bound(states("lambda:invoke"), undefined, { FunctionName: functionArn })).toBe(6_000);
    expect(bound(`${functionArn}-other`)).toBeUndefined();
  });

  it("is the state's own timeout, if that is sooner over or nothing else is known", () => {
    expect(bound(functionArn, 3)).toBe(3_000);
    expect(bound(functionArn, 300)).toBe(6_000);
    expect(bound(`${functionArn}-other`, 20)).toBe(20_000);
  });

  it("is short for services that answer soon, not known for others", () => {
    expect(bound(states("sqs:sendMessage"))).toBe(30_000);
    expect(bound(states("events:putEvents"))).toBe(30_000);
    expect(bound(states("aws-sdk:dynamodb:getItem"))).toBe(30_000);
    expect(bound(states("states:startExecution.sync:2"))).toBe(30_000);
    expect(bound(states("http:invoke"))).toBe(60_000);
    expect(bound(states("aws-sdk:bedrockruntime:invokeModel"))).toBeUndefined();
  });

  it("is short for a function that is invoked and not waited for", () => {
    const Event = { FunctionName: `${functionArn}-other`, InvocationType: "Event" };
    expect(bound(states("lambda:invoke"), undefined, Event)).toBe(30_000);
    expect(bound(states("lambda:invoke.waitForTaskToken"), 86_400, Event)).toBe(30_000);
    const waits = { ...Event, InvocationType: "RequestResponse" };
    expect(bound(states("lambda:invoke"), undefined, waits)).toBeUndefined();
    // The whole input of the function, which may have a member of that name.
    expect(bound(`${functionArn}-other`, undefined, Event)).toBeUndefined();
  });

  it("is nothing for what is only put into a queue", () => {
    expect(bound("arn:aws:states:eu-west-1:123456789012:activity:approve", 86_400)).toBe(0);
  });
});

describe("what is known of functions' timeouts", () => {
  const info = roleRequest({ executionArn: "", stateMachineArn: "", roleArn: "" }).execution;
  const machine = compileMachine({
    StartAt: "Both",
    States: {
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "A", States: { A: { Type: "Task", Resource: functionArn, End: true } } },
          {
            StartAt: "B",
            States: {
              B: {
                Type: "Task",
                Resource: states("lambda:invoke"),
                Parameters: { FunctionName: "short", "Payload.$": "$" },
                End: true,
              },
            },
          },
        ],
        End: true,
      },
    },
  } as never);

  it("is asked once for all functions that a definition names, and again after a while", async () => {
    const asked: string[] = [];
    let nowMs = 0;
    const clock = { now: () => nowMs };
    const ask = async (name: string) => {
      asked.push(name);
      return name === "short" ? 3 : 900;
    };
    const timeouts = new FunctionTimeouts(ask, clock);
    for (let times = 0; times < 2; times++) await timeouts.learn(machine, { info });
    expect(asked.toSorted()).toEqual([functionArn, "short"]);
    expect([timeouts.timeoutMs("short"), timeouts.timeoutMs(functionArn)]).toEqual([
      3_000, 900_000,
    ]);
    nowMs += 3_600_000;
    await timeouts.learn(machine, { info });
    expect(asked.length).toBe(4);
  });

  it("is nothing where nobody may look, and that is not asked each time", async () => {
    let asked = 0;
    const ask = async () => {
      asked++;
      throw new Error("AccessDenied");
    };
    const timeouts = new FunctionTimeouts(ask, { now: () => 0 });
    await timeouts.learn(machine, { info });
    expect(timeouts.timeoutOrLater("short", info)).toBeUndefined();
    expect(asked).toBe(2);
  });

  it("is known the next time where it was not asked before", async () => {
    const timeouts = new FunctionTimeouts(async () => 5, { now: () => 0 });
    expect(timeouts.timeoutOrLater("late", info)).toBeUndefined();
    await new Promise(setImmediate);
    expect(timeouts.timeoutOrLater("late", info)).toBe(5_000);
  });
});
