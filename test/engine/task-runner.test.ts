import { describe, expect, it } from "vitest";
import type { RunTask } from "../../lib/core/command.ts";
import type { Beginning } from "../../lib/engine/intents.ts";
import type { HandedOverTask } from "../../lib/engine/ports.ts";
import { NewerFormat } from "../../lib/engine/record-format.ts";
import { runHandedOverTask } from "../../lib/engine/run-handed-over-task.ts";
import { answerTask, sendHeartbeat } from "../../lib/engine/task-answers.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { DurableRig, type DurableRigOptions } from "./durable-rig.ts";
import {
  callback,
  done,
  lambda,
  Replies,
  rigOf,
  row,
  submitted,
  succeed,
  task,
  tokenOf,
  within,
} from "./rules-rig.ts";

const handingOver = (
  mayBegin: (task: RunTask) => Beginning = () => "handOver",
): Pick<DurableRigOptions, "settings"> => ({
  settings: { intents: { inHandUntilMs: () => 60_000, mayBegin } },
});
const deadByMs = 900_000;

/** A runner gets the message. */
function run(rig: DurableRig, { request: _, ...message } = handedOver(rig)): Promise<string> {
  const settings = { deadByMs, pause: async () => rig.clock.waitUntil(rig.clock.now() + 1_000) };
  return runHandedOverTask(rig.process.engine, message, settings);
}

function handedOver(rig: DurableRig, place = 0): HandedOverTask {
  const message = rig.handedOver[place];
  if (message === undefined) throw new Error("nothing was handed over");
  return message;
}

describe("a Task that is handed over", () => {
  const settled = async (mayBegin: Beginning, resource: string, reply: TaskReply) => {
    const rig = rigOf(task(resource), { invoke: () => reply, ...handingOver(() => mayBegin) });
    const arn = await rig.start("M");
    if (mayBegin === "handOver") await within(rig, run(rig));
    if (reply.type === "submitted") {
      await answerTask(rig.process.engine, tokenOf(rig, arn), succeed("called back"));
    }
    const { output, error, cause } = await rig.finish(arn);
    return { types: rig.types(arn), output, error, cause };
  };
  const service = "arn:aws:states:::sqs:sendMessage";

  for (const [resource, reply] of [
    [lambda, done],
    [lambda, { type: "failed", error: "E", cause: "c" }],
    [lambda, { type: "timedOut", error: "States.Timeout" }],
    [service, { type: "succeeded", output: 1, submitted: { id: 1 } }],
    [service, { type: "submitFailed", error: "E", cause: "c" }],
    [callback, submitted],
  ] as const) {
    it(`comes to what it would have come to in place: ${resource} ${reply.type}`, async () => {
      expect(await settled("handOver", resource, reply)).toEqual(
        await settled("here", resource, reply),
      );
    });
  }

  it("is left, where a newer release has written, and its claim is nobody's", async () => {
    const rig = rigOf(row(1), handingOver());
    const arn = await rig.start("M");
    const { journal } = rig.process.engine.ports;
    const load = journal.load.bind(journal);
    journal.load = () => {
      throw new NewerFormat("format 2");
    };
    expect(await within(rig, run(rig))).toBe("left");
    journal.load = load;
    expect(rig.handedOver).toHaveLength(2);
    expect(await within(rig, run(rig, handedOver(rig, 1)))).toBe("performed");
    expect((await rig.finish(arn)).status).toBe("SUCCEEDED");
  });

  it("is made by others, where a claim was left and the message of it is lost", async () => {
    const rig = rigOf(row(1), handingOver());
    const arn = await rig.start("M");
    const { executionArn, incarnation, attempt } = handedOver(rig);
    const left = { type: "claimed", nonce: 7, deadByMs: 0 } as const;
    await rig.process.engine.resolve(executionArn, incarnation, -attempt, left);
    rig.restart();
    rig.process.queue.send(arn);
    await rig.settle();
    expect(await within(rig, run(rig, handedOver(rig, 1)))).toBe("performed");
    expect((await rig.finish(arn)).status).toBe("SUCCEEDED");
  });

  it("costs no record more than one that is performed in place", async () => {
    const rig = rigOf(row(2), handingOver());
    const arn = await rig.start("M");
    await within(rig, run(rig));
    await rig.settle();
    await within(rig, run(rig, handedOver(rig, 1)));
    await rig.finish(arn);
    expect(rig.journal.load(arn)?.number).toBe(3);
    expect(rig.handedOver).toHaveLength(2);
  });

  it("is performed once, however many runners get it", async () => {
    const replies = new Replies();
    const rig = rigOf(task(lambda), { invoke: replies.invoke, ...handingOver() });
    const arn = await rig.start("M");
    const runs = Promise.all([run(rig), run(rig), run(rig)]);
    await rig.settle();
    replies.asked[0]?.(done);
    expect((await runs).sort()).toEqual(["performed", "taken", "taken"]);
    expect(await rig.finish(arn)).toMatchObject({ output: "done" });
    expect(await run(rig)).toBe("over");
    expect([...rig.made.values()]).toEqual([1]);
  });

  it("is handed over again where the message was lost", async () => {
    const rig = rigOf(task(lambda), handingOver());
    const arn = await rig.start("M");
    rig.restart();
    rig.process.queue.send(arn);
    await rig.settle();
    // A runner may be about to claim it.
    expect(rig.handedOver).toHaveLength(1);
    rig.clock.waitUntil(120_000);
    await rig.settle();
    expect(rig.handedOver).toHaveLength(2);
    await within(rig, run(rig));
    expect(await within(rig, run(rig, handedOver(rig, 1)))).toBe("over");
    expect(await rig.finish(arn)).toMatchObject({ output: "done" });
  });

  it("is looked after while no runner has claimed it", async () => {
    const rig = rigOf(task(lambda), handingOver());
    const arn = await rig.start("M");
    for (let times = 1; times < 4; times++) {
      const [due] = rig.journal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 1 });
      expect(due?.dueMs).toBe(120_000 * times);
      rig.clock.waitUntil(120_000 * times);
      await rig.settle();
      expect(rig.handedOver).toHaveLength(1 + times);
    }
    await within(rig, run(rig));
    expect(await rig.finish(arn)).toMatchObject({ output: "done" });
  });

  it("is looked after when its runner is dead, not before", async () => {
    const rig = rigOf(task(lambda), {
      invoke: () => new Promise(() => {}),
      ...handingOver(),
    });
    const arn = await rig.start("M");
    void run(rig);
    await rig.settle();
    rig.clock.waitUntil(120_000);
    await rig.settle();
    expect(rig.journal.due({ beforeMs: 1e9, limit: 1 })).toEqual([{ arn, dueMs: deadByMs }]);
    expect(rig.handedOver).toHaveLength(1);
    expect(await rig.finish(arn)).toMatchObject({
      status: "FAILED",
      error: "Lambda.SdkClientException",
      stoppedMs: deadByMs,
    });
    expect(rig.journal.load(arn)?.resolutions).toEqual([]);
  });

  it("is made again where that is allowed and its runner is dead", async () => {
    const replies = new Replies();
    const rig = rigOf(task(lambda), {
      invoke: replies.invoke,
      atLeastOnce: true,
      ...handingOver(),
    });
    const arn = await rig.start("M");
    void run(rig);
    await rig.settle();
    rig.clock.waitUntil(120_000);
    await rig.settle();
    rig.clock.waitUntil(deadByMs);
    await rig.settle();
    expect(rig.handedOver).toHaveLength(2);
    const again = run(rig, handedOver(rig, 1));
    await rig.settle();
    replies.asked[1]?.({ type: "succeeded", output: "the second time" });
    expect(await again).toBe("performed");
    expect(await rig.finish(arn)).toMatchObject({ output: "the second time" });
  });

  it("is claimed anew where the claim took so long that others may have given it up", async () => {
    const rig = rigOf(task(lambda), handingOver());
    const arn = await rig.start("M");
    const { journal } = rig.process.engine.ports;
    const claims: unknown[] = [];
    Object.assign(journal, {
      resolve: async (where: string, resolution: { outcome: unknown }) => {
        const there = rig.journal.resolve(where, resolution as never);
        claims.push(resolution.outcome);
        if (claims.length === 1) rig.clock.waitUntil(rig.clock.now() + 6_000);
        return there;
      },
    });
    expect(await within(rig, run(rig))).toBe("performed");
    const [first] = claims as { nonce: number }[];
    expect(claims[1]).toMatchObject({ type: "claimed", replaces: first?.nonce });
    expect(await rig.finish(arn)).toMatchObject({ output: "done" });
  });

  it("keeps its answer through a store that fails for a while", async () => {
    const rig = rigOf(task(lambda), handingOver());
    const arn = await rig.start("M");
    let failures = 3;
    Object.assign(rig.process.engine.ports.journal, {
      resolve: async (where: string, resolution: { outcome: { type: string } }) => {
        if (resolution.outcome.type === "replied" && failures-- > 0) throw new Error("throttled");
        return rig.journal.resolve(where, resolution as never);
      },
    });
    expect(await within(rig, run(rig))).toBe("performed");
    expect(await rig.finish(arn)).toMatchObject({ output: "done" });
  });

  it("times out all the same, and its runner's answer is too late", async () => {
    const replies = new Replies();
    const rig = rigOf(task(lambda, { TimeoutSeconds: 90 }), {
      invoke: replies.invoke,
      ...handingOver(),
    });
    const arn = await rig.start("M");
    const running = run(rig);
    await rig.settle();
    expect(await rig.finish(arn)).toMatchObject({ error: "States.Timeout", stoppedMs: 90_000 });
    replies.asked[0]?.(done);
    expect(await within(rig, running)).toBe("performed");
    await rig.settle();
    expect(rig.snapshot(arn)?.status).toBe("FAILED");
  });
});

describe("the answer to a callback that a runner sends", () => {
  it("waits until the runner has said that its service took the request", async () => {
    const replies = new Replies();
    const rig = rigOf(task(callback, { HeartbeatSeconds: 100 }), {
      invoke: replies.invoke,
      ...handingOver(),
    });
    const arn = await rig.start("M");
    const running = run(rig);
    await rig.settle();
    const { engine } = rig.process;
    expect(await within(rig, sendHeartbeat(engine, tokenOf(rig, arn)))).toBeUndefined();
    expect(
      await within(rig, answerTask(engine, tokenOf(rig, arn), succeed("early"))),
    ).toBeUndefined();
    expect(rig.snapshot(arn)?.status).toBe("RUNNING");
    replies.asked[0]?.(submitted);
    await within(rig, running);
    expect(await rig.finish(arn)).toMatchObject({ output: "early" });
    expect(rig.types(arn).slice(-4)).toEqual([
      "TaskSubmitted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("counts once the runner is dead", async () => {
    const rig = new DurableRig({
      machines: { M: task(callback) },
      invoke: () => new Promise(() => {}),
      ...handingOver(),
    });
    const arn = await rig.start("M");
    void run(rig);
    await rig.settle();
    const { engine } = rig.process;
    await within(rig, answerTask(engine, tokenOf(rig, arn), succeed("early")));
    rig.clock.waitUntil(deadByMs);
    rig.process.queue.send(arn);
    expect(await rig.finish(arn)).toMatchObject({ output: "early" });
  });
});
