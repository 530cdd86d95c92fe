import { describe, expect, it } from "vitest";
import { startExecution } from "../../lib/engine/start-execution.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { DurableRig, type DurableRigOptions, type Process } from "./durable-rig.ts";
import {
  abort,
  child,
  done,
  lambda,
  Replies,
  rigOf,
  row,
  task,
  wait,
  within,
} from "./rules-rig.ts";

describe("appending", () => {
  it("wins the record that says that an attempt starts before the attempt starts", async () => {
    const rig = rigOf(task(lambda));
    await rig.finish(await rig.start("M"));
    const ported = rig.calls.filter((call) => call === "journal.append" || call === "invoke");
    expect(ported).toEqual(["journal.append", "invoke", "journal.append"]);
  });

  it("costs N + 1 records for N Tasks in a row", async () => {
    const rig = rigOf(row(10));
    const arn = await rig.start("M");
    await rig.finish(arn);
    expect(rig.journal.load(arn)?.number).toBe(11);
  });

  it("stops at its budget, so that a loop lets itself be stopped", async () => {
    const loop = { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } };
    const rig = rigOf(loop, { budget: { eventsMax: 20 } });
    const arn = rig.arnOf("M");
    const { engine } = rig.process;
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    void engine.lookAt(arn);
    while ((rig.journal.load(arn)?.number ?? 0) < 10) await Promise.resolve();
    const answer = await within(rig, engine.ask(arn, abort(rig)));
    expect(answer).toEqual({ accepted: true });
    expect(rig.snapshot(arn)?.status).toBe("ABORTED");
    for (const { firstEventId, lastEventId } of rig.journal.written.get(arn) ?? []) {
      expect(lastEventId - firstEventId).toBeLessThan(25);
    }
  });

  it("keeps a large value once, however many records and events name it", async () => {
    const pass = (Next: string) => ({ Type: "Pass", Next });
    const machine = {
      StartAt: "A",
      States: { A: pass("B"), B: pass("T"), ...task(lambda, { ResultPath: null }).States },
    };
    const rig = rigOf(machine);
    const large = "x".repeat(50_000);
    const arn = await rig.start("M", { large });
    expect(await rig.finish(arn)).toMatchObject({ output: { large } });
    for (const { state, events } of rig.journal.written.get(arn) ?? []) {
      expect(state.length + events.length).toBeLessThan(5_000);
    }
    const [started] = rig.journal.events(arn);
    expect(started?.details).toMatchObject({ input: { large } });
  });

  it("leaves an execution that a newer release has written untouched", async () => {
    const rig = rigOf(wait(10));
    const arn = await rig.start("M");
    await rig.settle();
    const records = rig.journal.written.get(arn) ?? [];
    const [first] = records;
    if (first !== undefined) records[0] = { ...first, format: first.format + 1 };
    rig.restart();
    rig.clock.waitUntil(10_000);
    rig.process.queue.send(arn);
    await rig.settle();
    expect(records).toHaveLength(1);
    expect(rig.process.engine.activeCount).toBe(0);
  });
});

describe("a process that was taken over", () => {
  const retried = { Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1 }] };

  it("loses its result: the attempt was given up, and is not pending any more", async () => {
    const replies = new Replies();
    const rig = rigOf(task(lambda, retried), { invoke: replies.invoke });
    const arn = await rig.start("M");
    rig.takeOver();
    await rig.settle();
    replies.asked[0]?.({ type: "succeeded", output: "of the zombie" });
    await rig.settle();
    rig.clock.waitUntil(1_000);
    await rig.settle();
    replies.asked[1]?.({ type: "succeeded", output: "of the second attempt" });
    const { output } = await rig.finish(arn);
    expect(output).toBe("of the second attempt");
    expect([...rig.made.values()]).toEqual([1, 1]);
  });

  it("does not begin an attempt long after its record, unless another record is won", async () => {
    const replies = new Replies();
    const rig = new DurableRig({
      machines: { M: task(lambda), N: task(lambda, retried) },
      invoke: replies.invoke,
      concurrentTasksMax: 1,
    });
    await rig.start("M");
    const arn = await rig.start("N");
    expect(replies.asked).toHaveLength(1);
    const zombie: Process = rig.takeOver();
    rig.clock.waitUntil(6_000);
    await rig.settle();
    // The zombie's slot is free now: the attempt in its queue is not its own any more.
    replies.asked[0]?.(done);
    await rig.settle();
    const made = [...rig.made.keys()].filter((key) => key.startsWith(arn));
    expect(made.filter((key) => rig.made.get(key) !== 1)).toEqual([]);
    expect(zombie.engine.driver(arn)).toBeUndefined();
  });

  it("begins an attempt that waited long for a slot, where it is still its own", async () => {
    const replies = new Replies();
    const rig = new DurableRig({
      machines: { M: task(lambda), N: task(lambda) },
      invoke: replies.invoke,
      concurrentTasksMax: 1,
    });
    await rig.start("M");
    const arn = await rig.start("N");
    rig.clock.waitUntil(60_000);
    replies.asked[0]?.(done);
    await rig.settle();
    replies.asked[1]?.(done);
    expect(await rig.finish(arn)).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("waking up", () => {
  it("finds nothing to do for a duplicate", async () => {
    const rig = rigOf(wait(10));
    const arn = await rig.start("M");
    await rig.settle();
    for (let times = 0; times < 5; times++) {
      rig.process.queue.send(arn);
      await rig.settle();
    }
    expect(rig.journal.load(arn)?.number).toBe(1);
  });

  it("sets the alarm again that an early wake-up came in the place of", async () => {
    const rig = rigOf(wait(10));
    const arn = await rig.start("M");
    await rig.settle();
    rig.process.queue.setAlarm(arn, 1);
    rig.clock.waitUntil(1);
    await rig.settle();
    expect(rig.process.queue.nextAlarm()).toBe(10_000);
    expect(await rig.finish(arn)).toMatchObject({ status: "SUCCEEDED", stoppedMs: 10_000 });
  });

  it("keeps nothing in memory of an execution that waits", async () => {
    const rig = rigOf(wait(10));
    await rig.start("M");
    await rig.settle();
    expect(rig.process.engine.activeCount).toBe(0);
  });

  it("is made good by the due index where it was lost", async () => {
    const rig = rigOf(task(lambda));
    const { engine } = rig.process;
    // The process dies after the put, before the wake-up.
    await startExecution(engine, rig.startable("M"), { name: "e", input: {} });
    rig.restart();
    expect(await rig.finish(rig.arnOf("M"))).toMatchObject({ status: "SUCCEEDED" });
  });

  it("leaves an ended execution out of the due index", async () => {
    const rig = rigOf(task(lambda));
    await rig.finish(await rig.start("M"));
    await rig.settle();
    expect(rig.journal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 9 })).toEqual([]);
  });
});

describe("what others are told", () => {
  const nested = {
    M: task("arn:aws:states:::states:startExecution.sync:2", {
      Parameters: { StateMachineArn: child, Name: "e" },
    }),
    Child: wait(100),
  };

  it("reaches the children of an execution that was stopped", async () => {
    const rig = new DurableRig({ machines: nested, invoke: () => done });
    const arn = await rig.start("M");
    const answer = await within(rig, rig.process.engine.ask(arn, abort(rig)));
    expect(answer).toEqual({ accepted: true });
    await rig.settle();
    expect(rig.snapshot(rig.arnOf("Child"))?.status).toBe("ABORTED");
  });

  it("reaches the children also where the process dies first", async () => {
    const rig = new DurableRig({ machines: nested, invoke: () => done });
    const arn = await rig.start("M");
    // Nothing is carried out any more after the record.
    const { engine } = rig.process;
    engine.carryOut = () => new Promise(() => {});
    await within(rig, engine.ask(arn, abort(rig)));
    expect(rig.snapshot(rig.arnOf("Child"))?.status).toBe("RUNNING");
    rig.restart();
    await rig.settle();
    expect(rig.snapshot(rig.arnOf("Child"))?.status).toBe("ABORTED");
    expect(rig.journal.load(arn)?.unconfirmed).toEqual([]);
  });

  it("that it was stopped is true of what is recorded", async () => {
    const rig = rigOf(wait(10));
    const arn = await rig.start("M");
    await rig.finish(arn);
    const answer = await within(rig, rig.process.engine.ask(arn, abort(rig)));
    expect(answer).toEqual({ accepted: false, reason: "executionEnded" });
    const none = await within(rig, rig.process.engine.ask("arn:none", abort(rig)));
    expect(none).toBeUndefined();
  });
});

describe("an ended execution", () => {
  it("is redriven by a process that knows nothing of it", async () => {
    const outcomes: TaskReply[] = [{ type: "failed", error: "Oh" }, done];
    const rig = rigOf(task(lambda), { invoke: () => outcomes.shift() ?? done });
    const arn = await rig.start("M");
    expect(await rig.finish(arn)).toMatchObject({ status: "FAILED", error: "Oh" });
    rig.restart();
    const redrive = { type: "redrive", at: rig.clock.now(), seed: 0 } as const;
    await within(rig, rig.process.engine.ask(arn, redrive));
    expect(await rig.finish(arn)).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
  });

  it("is forgotten after its retention; then the name can be used again", async () => {
    const rig = rigOf(task(lambda), { retentionMs: 1_000 });
    const arn = await rig.start("M", { first: true });
    await rig.finish(arn);
    rig.clock.waitUntil(999);
    expect(rig.journal.load(arn)).toBeDefined();
    rig.clock.waitUntil(1_000);
    expect(rig.journal.load(arn)).toBeUndefined();
    rig.journal.written.delete(arn);
    await rig.start("M", { second: true });
    expect(await rig.finish(arn)).toMatchObject({ input: { second: true } });
  });
});

describe("back-pressure", () => {
  it("loads no more executions than have Tasks under way or waiting for a slot", async () => {
    const replies = new Replies();
    const rig = rigOf(task(lambda), { invoke: replies.invoke, concurrentTasksMax: 2 });
    for (let n = 0; n < 50; n++) {
      const request = { name: `e${n}`, input: {} };
      await startExecution(rig.process.engine, rig.startable("M"), request);
    }
    const { engine } = rig.restart();
    let most = 0;
    for (let made = 0; made < 50; made++) {
      await rig.settle();
      most = Math.max(most, engine.activeCount);
      replies.asked[made]?.(done);
    }
    await rig.settle();
    expect(most).toBeLessThanOrEqual(5);
    const statuses = [...rig.journal.heads()].map(([, snapshot]) => snapshot?.status);
    expect(statuses).toEqual(statuses.map(() => "SUCCEEDED"));
    expect(engine.activeCount).toBe(0);
  });

  it("answers a start when it is kept, not before", async () => {
    const rig = rigOf(wait(1));
    const started = startExecution(rig.process.engine, rig.startable("M"), {
      name: "e",
      input: {},
    });
    expect(started).toBeInstanceOf(Promise);
    await started;
    expect(rig.journal.load(rig.arnOf("M"))).toBeDefined();
  });
});

describe("a Map Run", () => {
  const distributed = {
    StartAt: "D",
    States: {
      D: {
        Type: "Map",
        Label: "L",
        ToleratedFailurePercentage: 0,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...task(lambda),
        },
        End: true,
      },
    },
  };

  it("is redriven to the same end whatever call goes wrong", async () => {
    const run = async (rig: DurableRig) => {
      const arn = await rig.start("M", [1, 2, 3]);
      await rig.finish(arn);
      await rig.settle();
      const from = rig.calls.length;
      await rig.persist(async ({ engine }) => {
        const redrive = { type: "redrive", at: rig.clock.now(), seed: 0 } as const;
        await engine.ask(arn, redrive);
        return (rig.snapshot(arn)?.redriveCount ?? 0) > 0;
      });
      return { from, snapshot: await rig.finish(arn) };
    };
    const rigFor = (more: Partial<DurableRigOptions>) => {
      const rig: DurableRig = rigOf(distributed, {
        atLeastOnce: true,
        invoke: () => {
          const { redriveCount = 0 } = rig.snapshot(rig.arnOf("M")) ?? {};
          return redriveCount > 0 ? done : { type: "failed", error: "Oh" };
        },
        ...more,
      });
      return rig;
    };
    const clean = rigFor({});
    const { from, snapshot } = await run(clean);
    expect(snapshot).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
    for (let faultAt = from + 1; faultAt <= clean.calls.length; faultAt++) {
      for (const fault of ["before", "lied", "after"] as const) {
        if (fault === "lied" && clean.calls[faultAt - 1] === "invoke") continue;
        const where = `${fault} ${faultAt}: ${clean.calls[faultAt - 1]}`;
        const again = await run(rigFor({ faultAt, fault })).catch((error) => `${where}: ${error}`);
        expect(again, where).toMatchObject({
          snapshot: { status: "SUCCEEDED", output: snapshot.output },
        });
      }
    }
  });

  it("of an execution that was stopped is stopped, with its children, after a crash too", async () => {
    const rig = rigOf(distributed, { invoke: () => new Promise(() => {}) });
    const arn = await rig.start("M", [1, 2, 3]);
    const { engine } = rig.process;
    engine.carryOut = () => new Promise(() => {});
    await within(rig, engine.ask(arn, abort(rig)));
    rig.restart();
    await rig.settle();
    await rig.settle();
    const [run] = rig.mapRunJournal.heads();
    expect(run?.[1]?.status).toBe("ABORTED");
    const statuses = [...rig.journal.heads()].map(([, snapshot]) => snapshot?.status);
    expect(statuses.filter((status) => status === "RUNNING")).toEqual([]);
    expect(rig.mapRunJournal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 9 })).toEqual([]);
  });
});
