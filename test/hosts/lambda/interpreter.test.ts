import { describe, expect, it } from "vitest";
import { serviceError } from "../../adapters/aws/service-error.ts";
import { nothingUsed } from "../../adapters/aws/simulated-dynamodb.ts";
import { RuntimeRig } from "./runtime-rig.ts";

const lambda = "arn:aws:lambda:eu-west-1:123456789012:function:work";

/** Tasks in a row, each with a Pass behind it. */
function chain(tasks: number): object {
  const States: Record<string, object> = {};
  for (let at = 0; at < tasks; at++) {
    States[`Task${at}`] = { Type: "Task", Resource: lambda, Next: `Pass${at}` };
    const next = at + 1 < tasks ? { Next: `Task${at + 1}` } : { End: true };
    States[`Pass${at}`] = { Type: "Pass", ...next };
  }
  return { StartAt: "Task0", States };
}

const waits = {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", SecondsPath: "$.seconds", End: true } },
};

async function status(rig: RuntimeRig, executionArn: string): Promise<unknown> {
  return (await rig.sandbox().call("DescribeExecution", { executionArn })).status;
}

describe("an interpreter", () => {
  it("runs an execution of ten Tasks with one message, one invocation and no read", async () => {
    const rig = new RuntimeRig({ machines: { chain: chain(10) } });
    const api = await rig.deployed();
    const executionArn = await api.start("chain", { order: 1 });
    const [record] = rig.receive("wake");
    if (record === undefined) throw new Error("nothing was sent");
    const warm = rig.sandbox();
    // The definition was read for another execution.
    await warm.world.engine.machines.get(await definitionHash(rig, executionArn));
    rig.dynamoDb.used = nothingUsed();
    rig.acknowledge([record], await warm.interpret([record]));
    expect(rig.problems).toEqual([]);
    expect(rig.dynamoDb.used.readUnits).toBe(0);
    expect(rig.sent.length).toBe(1);
    expect(rig.messages).toEqual([]);
    expect(await status(rig, executionArn)).toBe("SUCCEEDED");
  });

  it("works on all executions of a batch at once", async () => {
    let underWay = 0;
    let most = 0;
    const rig = new RuntimeRig({
      machines: { chain: chain(1) },
      invoke: async () => {
        most = Math.max(most, ++underWay);
        for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
        underWay--;
        return { type: "succeeded", output: 1 };
      },
    });
    const api = await rig.deployed();
    for (let index = 0; index < 10; index++) await api.start("chain");
    expect(await rig.settle()).toBe(1);
    expect(most).toBe(10);
  });

  it("gives up a Task that takes longer than it may, while it is under way", async () => {
    const Catch = [{ ErrorEquals: ["States.Timeout"], Next: "Late" }];
    const rig = new RuntimeRig({
      machines: {
        slow: {
          StartAt: "Slow",
          States: {
            Slow: { Type: "Task", Resource: lambda, TimeoutSeconds: 2, Catch, End: true },
            Late: { Type: "Pass", Result: "late", End: true },
          },
        },
      },
      invoke: async () => {
        await new Promise(setImmediate);
        rig.clock.waitUntil(rig.clock.now() + 2_000);
        for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
        return { type: "succeeded", output: "in time" };
      },
    });
    const api = await rig.deployed();
    const executionArn = await api.start("slow");
    await rig.settle();
    const { output } = await rig.sandbox().call("DescribeExecution", { executionArn });
    expect(output).toBe('"late"');
    expect(rig.problems).toEqual([]);
  });

  it("sends a wait's wake-up for its instant, and nothing for what the sweeper sees", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    await api.start("waits", { seconds: 90 });
    await api.start("waits", { seconds: 86_400 });
    await rig.settle();
    expect(rig.wakeUps().map(({ at = 0 }) => at - rig.clock.now())).toEqual([90_000]);
  });

  it("sends a wake-up that came early on with the remainder", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const at = rig.clock.now() + 20_000;
    rig.send("wake", JSON.stringify({ arn: "arn:execution", at }));
    await rig.settle();
    expect(rig.wakeUps()).toEqual([{ arn: "arn:execution", at }]);
  });

  it("sends what was received twice to where it comes alone", async () => {
    const rig = new RuntimeRig({ machines: { chain: chain(1) } });
    const api = await rig.deployed();
    const executionArn = await api.start("chain");
    // A process dies with the message.
    rig.receive("wake");
    rig.clock.waitUntil(rig.clock.now() + 76_000);
    const sinceMs = rig.clock.now();
    const again = rig.receive("wake");
    rig.acknowledge(again, await rig.sandbox().interpret(again));
    const alone = rig.visible("alone").map(({ body }) => JSON.parse(body));
    expect(alone).toEqual([{ arn: executionArn, sinceMs }]);
    const records = rig.receive("alone", 1);
    rig.acknowledge(records, await rig.sandbox().interpret(records));
    expect(rig.messages).toEqual([]);
    expect(await status(rig, executionArn)).toBe("SUCCEEDED");
  });

  it("counts the wake-ups that lead to no record, and gives up after a hundred", async () => {
    const rig = new RuntimeRig();
    const arn = "arn:aws:states:eu-west-1:123456789012:execution:m:e";
    rig.send("wake", JSON.stringify({ arn, hops: 101 }));
    await rig.settle();
    expect(rig.visible("alone").map(({ body }) => JSON.parse(body).hops)).toEqual([101]);
    const records = rig.receive("alone", 1);
    const { batchItemFailures } = await rig.sandbox().interpret(records);
    expect(batchItemFailures).toEqual([{ itemIdentifier: records[0]?.messageId }]);
  });

  it("sends the wake-up of an execution that met a failing table again, with back-off", async () => {
    const rig = new RuntimeRig({ machines: { chain: chain(1) } });
    const api = await rig.deployed();
    const executionArn = await api.start("chain");
    const other = await api.start("chain");
    rig.dynamoDb.hooks = {
      before: (action, input) => {
        const text = JSON.stringify(input);
        if (action === "putItem" && text.includes(executionArn)) throw new TypeError("down");
      },
    };
    const records = rig.receive("wake");
    const sandbox = rig.sandbox();
    const answer = await rig.passing(sandbox.interpret(records));
    expect(answer).toEqual({ batchItemFailures: [] });
    rig.acknowledge(records, answer);
    expect(rig.wakeUps()).toMatchObject([{ arn: executionArn, hops: 1 }]);
    expect(sandbox.world.engine.activeCount).toBe(0);
    expect(await status(rig, other)).toBe("SUCCEEDED");
    rig.dynamoDb.hooks = {};
    rig.clock.waitUntil(rig.clock.now() + 60_000);
    await rig.settle();
    expect(await status(rig, executionArn)).toBe("SUCCEEDED");
  });

  it("keeps what came of a Task while the table is throttled, and records it then", async () => {
    let throttledUntilMs = 0;
    let calls = 0;
    const rig = new RuntimeRig({
      machines: { chain: chain(1) },
      invoke: async () => {
        calls++;
        throttledUntilMs = rig.clock.now() + 20_000;
        return { type: "succeeded", output: "done" };
      },
    });
    const api = await rig.deployed();
    const executionArn = await api.start("chain");
    rig.dynamoDb.hooks = {
      before: () => {
        if (rig.clock.now() < throttledUntilMs) throw serviceError("ThrottlingException", "slow");
      },
    };
    const records = rig.receive("wake");
    rig.acknowledge(records, await rig.passing(rig.sandbox().interpret(records)));
    expect(await status(rig, executionArn)).toBe("SUCCEEDED");
    expect({ calls, messages: rig.messages }).toEqual({ calls: 1, messages: [] });
  });

  it("lets go of what came of a Task when its time is up", async () => {
    let isDown = false;
    const rig = new RuntimeRig({
      machines: { chain: chain(1) },
      invoke: async () => {
        isDown = true;
        return { type: "succeeded", output: "done" };
      },
    });
    const api = await rig.deployed();
    const executionArn = await api.start("chain");
    rig.dynamoDb.hooks = {
      before: () => {
        if (isDown) throw serviceError("ThrottlingException", "slow");
      },
    };
    const records = rig.receive("wake");
    const begunMs = rig.clock.now();
    rig.acknowledge(records, await rig.passing(rig.sandbox().interpret(records)));
    expect(rig.clock.now() - begunMs).toBe(57_000);
    expect(rig.wakeUps()).toMatchObject([{ arn: executionArn }]);
  });

  it("keeps only those messages whose wake-ups it could not send again", async () => {
    const rig = new RuntimeRig({ machines: { chain: chain(1) } });
    const api = await rig.deployed();
    const executionArn = await api.start("chain");
    await api.start("chain");
    rig.dynamoDb.hooks = {
      before: (action, input) => {
        const text = JSON.stringify(input);
        if (action === "putItem" && text.includes(executionArn)) throw new TypeError("down");
      },
    };
    rig.isQueueDown = true;
    const records = rig.receive("wake");
    const { batchItemFailures } = await rig.passing(rig.sandbox().interpret(records));
    const kept = records.filter(({ body }) => body.includes(executionArn));
    expect(batchItemFailures).toEqual(kept.map(({ messageId }) => ({ itemIdentifier: messageId })));
  });

  it("drops what is no message of ours", async () => {
    const rig = new RuntimeRig();
    rig.send("wake", "hello");
    expect(await rig.settle()).toBe(1);
    expect(rig.messages).toEqual([]);
    expect(rig.problems).toHaveLength(1);
  });
});

describe("what an execution's Tasks need to be known", () => {
  const waitsFirst = {
    StartAt: "Wait",
    States: {
      Wait: { Type: "Wait", Seconds: 30, Next: "Task" },
      Task: { Type: "Task", Resource: lambda, End: true },
    },
  };

  it("is found out before a Task begins, also by who is woken after a Wait", async () => {
    const prepared: string[] = [];
    let bound: number | undefined;
    const rig = new RuntimeRig({
      machines: { waitsFirst },
      prepare: async ({ info }) => {
        prepared.push(info.executionArn);
        await new Promise(setImmediate);
        bound = 3_000;
      },
      boundMs: () => bound,
    });
    const api = await rig.deployed();
    const executionArn = await api.start("waitsFirst");
    await rig.settle();
    expect(prepared).toEqual([executionArn]);
    bound = undefined;
    rig.clock.waitUntil(rig.clock.now() + 30_000);
    await rig.settle();
    expect(prepared).toEqual([executionArn, executionArn]);
    expect(await status(rig, executionArn)).toBe("SUCCEEDED");
    expect(rig.sent.filter(({ queue }) => queue === "tasks")).toEqual([]);
    // Nobody needs it of an execution that has ended, or that is only asked about.
    await api.call("GetExecutionHistory", { executionArn });
    rig.send("wake", JSON.stringify({ arn: executionArn }));
    await rig.settle();
    expect(prepared).toHaveLength(2);
  });
});

describe("an interpreter whose time runs out", () => {
  it("begins no Task that may not end in time, and leaves it to the next one", async () => {
    const rig = new RuntimeRig({ machines: { chain: chain(2) }, boundMs: () => 30_000 });
    const api = await rig.deployed();
    const executionArn = await api.start("chain");
    const records = rig.receive("wake");
    const hurried = rig.sandbox();
    hurried.timeoutMs = 35_000;
    rig.acknowledge(records, await hurried.interpret(records));
    expect(rig.wakeUps().map(({ arn }) => arn)).toEqual([executionArn]);
    expect(await status(rig, executionArn)).toBe("RUNNING");
    await rig.settle();
    expect(await status(rig, executionArn)).toBe("SUCCEEDED");
  });

  it("hands a Task over that may take longer than it has, or that says nothing of it", async () => {
    for (const boundMs of [600_000, undefined]) {
      const rig = new RuntimeRig({ machines: { chain: chain(2) }, boundMs: () => boundMs });
      const api = await rig.deployed();
      const executionArn = await api.start("chain", { n: 7 });
      await rig.settle();
      // With each Task goes an alarm for the instant by which a runner should have claimed it.
      const handedOver = ["tasks", "wake", "wake"];
      expect(rig.sent.map(({ queue }) => queue)).toEqual(["wake", ...handedOver, ...handedOver]);
      const { status, output } = await api.call("DescribeExecution", { executionArn });
      expect({ status, output }).toEqual({ status: "SUCCEEDED", output: '{"n":7}' });
      expect(rig.problems).toEqual([]);
    }
  });
});

async function definitionHash(rig: RuntimeRig, executionArn: string): Promise<string> {
  const head = await rig.sandbox().world.parts.stores.journal.load(executionArn);
  return head?.meta.revision?.definitionHash ?? "";
}
