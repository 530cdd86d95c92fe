import { describe, expect, it } from "vitest";
import type { RunTask } from "../../lib/core/command.ts";
import type { EngineSettings } from "../../lib/engine/engine-settings.ts";
import type { Beginning } from "../../lib/engine/intents.ts";
import { startExecution } from "../../lib/engine/start-execution.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { DurableRig, type DurableRigOptions } from "./durable-rig.ts";
import {
  abort,
  done,
  lambda,
  Replies,
  raise,
  rigOf,
  row,
  task,
  wait,
  within,
} from "./rules-rig.ts";

/** Processes that live for a minute each, from the start of the test on. */
const sharing = (
  mayBegin: (task: RunTask) => Beginning = () => "here",
  more: Partial<EngineSettings> = {},
): Pick<DurableRigOptions, "settings"> => ({
  settings: { intents: { inHandUntilMs: () => life.endMs, mayBegin }, ...more },
});
const life = { endMs: 60_000 };

describe("an attempt in the hands of another process", () => {
  const never = () => new Promise<TaskReply>(() => {});

  it("is given up when that one is dead, not before", async () => {
    const rig = rigOf(task(lambda), { invoke: never, ...sharing() });
    const arn = await rig.start("M");
    rig.restart();
    await rig.settle();
    rig.clock.waitUntil(59_999);
    rig.process.queue.send(arn);
    await rig.settle();
    expect(rig.journal.load(arn)?.number).toBe(1);
    const { status, error, stoppedMs } = await rig.finish(arn);
    expect({ status, error, stoppedMs }).toEqual({
      status: "FAILED",
      error: "Lambda.SdkClientException",
      stoppedMs: 60_000,
    });
    expect([...rig.made.values()]).toEqual([1]);
  });

  it("is due when that one is dead", async () => {
    const rig = rigOf(task(lambda), { invoke: never, ...sharing() });
    const arn = await rig.start("M");
    expect(rig.journal.due({ beforeMs: 100_000, limit: 9 })).toEqual([{ arn, dueMs: 60_000 }]);
  });

  it("is looked at by its own instant, not by that of others", async () => {
    const branch = (name: string, first: object) => ({
      StartAt: `${name}W`,
      States: {
        [`${name}W`]: { Type: "Wait", ...first, Next: name },
        [name]: { Type: "Task", Resource: lambda, End: true },
      },
    });
    const Branches = [branch("A", { Seconds: 1 }), branch("B", { Seconds: 30 })];
    const machine = { StartAt: "P", States: { P: { Type: "Parallel", Branches, End: true } } };
    const rig = rigOf(machine, { invoke: never, ...sharing() });
    const arn = await rig.start("M");
    rig.clock.waitUntil(1_000);
    await rig.settle();
    rig.restart();
    life.endMs = 100_000;
    rig.clock.waitUntil(30_000);
    await rig.settle();
    rig.restart();
    life.endMs = 60_000;
    const { stoppedMs } = await rig.finish(arn);
    expect(stoppedMs).toBe(60_000);
    expect(rig.types(arn).filter((type) => type === "LambdaFunctionFailed")).toHaveLength(1);
  });

  it("is made again in another process only when a record says so", async () => {
    const rig = rigOf(task(lambda), { invoke: never, atLeastOnce: true, ...sharing() });
    const arn = await rig.start("M");
    rig.restart();
    await rig.settle();
    rig.clock.waitUntil(60_000);
    life.endMs = 120_000;
    await rig.settle();
    life.endMs = 60_000;
    expect([...rig.made.values()]).toEqual([2]);
    expect(rig.journal.load(arn)?.number).toBe(2);
    expect(rig.journal.due({ beforeMs: 1e9, limit: 9 })).toEqual([{ arn, dueMs: 120_000 }]);
  });
});

describe("a process whose record is lost to others", () => {
  it("keeps no alarm for what they have ended", async () => {
    const replies = new Replies();
    const timed = task(lambda, { TimeoutSeconds: 3_000 });
    const rig = rigOf(timed, { invoke: replies.invoke, ...sharing() });
    const arn = await rig.start("M");
    const former = rig.takeOver();
    expect(former.queue.nextAlarm()).toBe(3_000_000);
    await within(rig, rig.process.engine.ask(arn, abort(rig)));
    replies.asked[0]?.(done);
    await rig.settle();
    expect(rig.snapshot(arn)?.status).toBe("ABORTED");
    expect(former.queue.nextAlarm()).toBeUndefined();
  });

  it("keeps no alarm where the name is another execution's by now", async () => {
    const replies = new Replies();
    const timed = task(lambda, { TimeoutSeconds: 3_000 });
    const rig = rigOf(timed, { invoke: replies.invoke, retentionMs: 1_000, ...sharing() });
    const arn = await rig.start("M");
    const former = rig.takeOver();
    await within(rig, rig.process.engine.ask(arn, abort(rig)));
    rig.clock.waitUntil(rig.clock.now() + 1_000);
    rig.journal.written.delete(arn);
    const { engine } = rig.process;
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    await engine.lookAt(arn);
    replies.asked[0]?.(done);
    await rig.settle();
    expect(rig.snapshot(arn)?.status).toBe("RUNNING");
    expect(former.queue.nextAlarm()).toBeUndefined();
  });

  it("performs what it has recorded, where others went on before it knew that it had", async () => {
    const wait1 = { W: { Type: "Wait", Seconds: 1, End: true } };
    const Branches = [task(lambda), { StartAt: "W", States: wait1 }];
    const machine = { StartAt: "P", States: { P: { Type: "Parallel", Branches, End: true } } };
    const rig = rigOf(machine, sharing());
    const arn = rig.arnOf("M");
    const { engine } = rig.process;
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    const append = engine.ports.journal.append.bind(engine.ports.journal);
    engine.ports.journal.append = async (...args) => {
      await append(...args);
      return raise();
    };
    await engine.lookAt(arn);
    engine.ports.journal.append = append;
    rig.takeOver();
    rig.clock.waitUntil(1_000);
    rig.process.queue.send(arn);
    await rig.settle();
    expect(rig.journal.load(arn)?.number).toBe(2);
    await engine.lookAt(arn);
    await rig.settle();
    expect([...rig.made.values()]).toEqual([1]);
    expect(await rig.finish(arn)).toMatchObject({ status: "SUCCEEDED" });
  });

  it("keeps none where it hears of it while it has a Task in hand", async () => {
    const replies = new Replies();
    const timed = task(lambda, { TimeoutSeconds: 3_000 });
    const rig = rigOf(timed, { invoke: replies.invoke, ...sharing() });
    const arn = await rig.start("M");
    const former = rig.takeOver();
    await within(rig, rig.process.engine.ask(arn, abort(rig)));
    await former.engine.lookAt(arn);
    expect(former.queue.nextAlarm()).toBeUndefined();
    replies.asked[0]?.(done);
    await rig.settle();
    expect(former.queue.nextAlarm()).toBeUndefined();
  });
});

describe("an attempt that nobody has begun", () => {
  const laterOnce = () => {
    let times = 0;
    return (): Beginning => (times++ === 0 ? "later" : "here");
  };

  it("is left to whoever is woken next, and made once", async () => {
    const rig = rigOf(task(lambda), sharing(laterOnce()));
    const { engine } = rig.process;
    const arn = rig.arnOf("M");
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    await engine.lookAt(arn);
    expect(engine.activeCount).toBe(0);
    expect(rig.made.size).toBe(0);
    const former = rig.takeOver();
    // Both are woken.
    void former.engine.lookAt(arn);
    rig.process.queue.send(arn);
    expect(await rig.finish(arn)).toMatchObject({ status: "SUCCEEDED" });
    expect([...rig.made.values()]).toEqual([1]);
    expect(rig.journal.load(arn)?.number).toBe(3);
  });

  it("is made once where who had left it could wake nobody, and looks again itself", async () => {
    const replies = new Replies();
    const rig = rigOf(task(lambda), { invoke: replies.invoke, ...sharing(laterOnce()) });
    const { engine, queue } = rig.process;
    const arn = rig.arnOf("M");
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    const send = queue.send.bind(queue);
    queue.send = raise;
    await engine.lookAt(arn);
    queue.send = send;
    rig.takeOver();
    rig.process.queue.send(arn);
    await rig.settle();
    expect(replies.asked).toHaveLength(1);
    await engine.lookAt(arn);
    await rig.settle();
    expect(replies.asked).toHaveLength(1);
    expect(rig.journal.load(arn)?.number).toBe(2);
    replies.asked[0]?.(done);
    expect(await rig.finish(arn)).toMatchObject({ status: "SUCCEEDED" });
  });

  it("is made however long nobody looked", async () => {
    const rig = rigOf(task(lambda), sharing(laterOnce()));
    const { engine } = rig.process;
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    await engine.lookAt(rig.arnOf("M"));
    rig.clock.waitUntil(10_000_000);
    rig.restart();
    expect(await rig.finish(rig.arnOf("M"))).toMatchObject({ status: "SUCCEEDED" });
  });

  it("is not begun here when the time for it has passed while it waited for a slot", async () => {
    const replies = new Replies();
    let beginning: Beginning = "here";
    const rig = rigOf(task(lambda), {
      invoke: replies.invoke,
      concurrentTasksMax: 1,
      ...sharing(() => beginning),
    });
    const { engine } = rig.process;
    for (const name of ["a", "b"]) {
      await startExecution(engine, rig.startable("M"), { name, input: {} });
      void engine.lookAt(rig.arnOf("M", name));
      await rig.settle();
    }
    beginning = "handOver";
    replies.asked[0]?.(done);
    await rig.settle();
    expect(replies.asked).toHaveLength(1);
    expect(rig.handedOver.map(({ executionArn }) => executionArn)).toEqual([rig.arnOf("M", "b")]);
  });
});

describe("a process whose time is nearly over", () => {
  it("leaves a loop to whoever is woken next", async () => {
    const loop = { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } };
    const closing = { value: false };
    const rig = rigOf(loop, {
      budget: { eventsMax: 20 },
      ...sharing(undefined, { isClosing: () => closing.value }),
    });
    const { engine } = rig.process;
    const arn = rig.arnOf("M");
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    void engine.lookAt(arn);
    while ((rig.journal.load(arn)?.number ?? 0) < 5) await Promise.resolve();
    const rest = engine.atRest();
    expect(engine.isAtRest(arn)).toBe(false);
    closing.value = true;
    await rest;
    expect(engine.isAtRest(arn)).toBe(true);
    expect(rig.process.queue.take(rig.clock.now())).toBe(arn);
    const { number = 0 } = rig.journal.load(arn) ?? {};
    closing.value = false;
    rig.restart();
    const { engine: next } = rig.process;
    void next.lookAt(arn);
    while ((rig.journal.load(arn)?.number ?? 0) < number + 5) await Promise.resolve();
    expect(await within(rig, next.ask(arn, abort(rig)))).toEqual({ accepted: true });
  });

  it("records what is under way before it rests", async () => {
    const replies = new Replies();
    const rig = rigOf(row(2), { invoke: replies.invoke, ...sharing(laterBut("S0")) });
    const arn = await rig.start("M");
    const { engine } = rig.process;
    const rest = within(
      rig,
      engine.atRest().then(() => true),
    );
    expect(await rest).toBeUndefined();
    const box = engine.atRest();
    replies.asked[0]?.(done);
    await box;
    expect(rig.journal.load(arn)?.number).toBe(2);
    expect(rig.types(arn)).toContain("LambdaFunctionSucceeded");
  });

  const laterBut =
    (stateName: string) =>
    (runTask: RunTask): Beginning =>
      runTask.stateName === stateName ? "here" : "later";
});

describe("a Map Run that processes share", () => {
  const distributed = {
    StartAt: "Each",
    QueryLanguage: "JSONata",
    States: {
      Each: {
        Type: "Map",
        Items: [1, 2, 3, 4, 5],
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...task(lambda),
        },
        End: true,
      },
    },
  };

  it("is at rest in a process that has only begun it", async () => {
    const rig = rigOf(distributed, sharing());
    const arn = rig.arnOf("M");
    const { engine } = rig.process;
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    await engine.lookAt(arn);
    await within(rig, engine.atRest());
    expect(engine.activeCount).toBe(0);
    expect(await rig.finish(arn)).toMatchObject({
      output: ["done", "done", "done", "done", "done"],
    });
  });

  it("is left to whoever is woken next by a process whose time is nearly over", async () => {
    const closing = { value: false };
    const rig = rigOf(distributed, sharing(undefined, { isClosing: () => closing.value }));
    const arn = await rig.start("M");
    closing.value = true;
    await rig.settle();
    closing.value = false;
    rig.restart();
    expect(await rig.finish(arn)).toMatchObject({ status: "SUCCEEDED" });
    expect([...rig.made.values()]).toEqual([1, 1, 1, 1, 1]);
  });
});

describe("a fresh start", () => {
  it("reads nothing where the wake-up brings what was put", async () => {
    const rig = rigOf(task(lambda), sharing());
    const { engine } = rig.process;
    const { meta } = (await startExecution(engine, rig.startable("M"), { input: {} })) ?? {};
    await engine.lookAt(meta?.info.executionArn ?? "", meta);
    await engine.atRest();
    expect(rig.calls).toEqual(["journal.create", "journal.append", "invoke", "journal.append"]);
  });

  it("goes on from what others have recorded, once its own record is lost", async () => {
    const rig = rigOf(row(2), { invoke: () => new Promise(() => {}), ...sharing() });
    const arn = await rig.start("M");
    const meta = rig.journal.load(arn)?.meta;
    rig.restart();
    rig.process.queue.setAlarm(arn, undefined);
    await within(rig, rig.process.engine.lookAt(arn, meta));
    expect(rig.journal.load(arn)?.number).toBe(1);
    // The alarm is there by which the attempt is given up.
    expect(rig.process.queue.nextAlarm()).toBe(60_000);
    expect(await rig.finish(arn)).toMatchObject({ error: "Lambda.SdkClientException" });
  });

  it("sends again what others owe, once its own record is lost", async () => {
    const rig = new DurableRig({
      machines: {
        M: task("arn:aws:states:us-east-1:123456789012:activity:A"),
        N: wait(1),
      },
      invoke: () => done,
      ...sharing(),
    });
    const arn = await rig.start("M");
    await within(rig, rig.process.engine.ask(arn, abort(rig)));
    expect(rig.snapshot(arn)?.status).toBe("ABORTED");
    expect(rig.journal.load(arn)?.unconfirmed).toEqual([]);
  });
});
