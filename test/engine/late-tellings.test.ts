import { describe, expect, it } from "vitest";
import { answerTask } from "../../lib/engine/task-answers.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import {
  callback,
  done,
  lambda,
  Replies,
  raise,
  rigOf,
  succeed,
  task,
  tokenOf,
  within,
} from "./rules-rig.ts";

const failed: TaskReply = { type: "failed", error: "Oh" };
const redrive = { type: "redrive", at: 0, seed: 0 } as const;

describe("what is recorded", () => {
  it("is not taken in again where something fails after it was recorded", async () => {
    const rig = rigOf(task(lambda), { invoke: () => failed });
    const arn = await rig.start("M");
    await rig.finish(arn);
    await rig.settle();
    const { process } = rig;
    const { wakeQueue } = process.engine.ports;
    const { setAlarm } = wakeQueue;
    let failures = 1;
    wakeQueue.setAlarm = (...alarm) =>
      failures-- > 0 ? raise() : setAlarm.apply(wakeQueue, alarm);
    await within(rig, process.engine.ask(arn, redrive));
    rig.clock.waitUntil(60_000);
    await rig.settle();
    expect(rig.types(arn).filter((type) => type === "ExecutionRedriven")).toHaveLength(1);
  });
});

describe("the answer to an attempt that is given up", () => {
  it("is refused once it is written that the attempt is given up", async () => {
    const rig = rigOf(task(callback), { invoke: () => new Promise(() => {}) });
    const arn = await rig.start("M");
    rig.restart();
    const { journal } = rig.process.engine.ports;
    const { append } = journal;
    journal.append = async () => raise();
    await rig.settle();
    const { engine } = rig.process;
    const answer = answerTask(engine, tokenOf(rig, arn), succeed("too late"));
    expect(await within(rig, answer)).toBe("TaskTimedOut");
    journal.append = append;
    expect(await rig.finish(arn)).toMatchObject({ error: "States.TaskFailed" });
  });

  it("counts where it came first", async () => {
    const rig = rigOf(task(callback), { invoke: () => new Promise(() => {}) });
    const arn = await rig.start("M");
    const taskToken = tokenOf(rig, arn);
    rig.restart();
    const { journal } = rig.process.engine.ports;
    const { resolve } = journal;
    // The process is about to write that it gives the attempt up.
    journal.resolve = async (...first) => {
      journal.resolve = resolve;
      await answerTask(rig.process.engine, taskToken, succeed("just in time"));
      return resolve(...first);
    };
    expect(await rig.finish(arn)).toMatchObject({ output: "just in time" });
  });
});

describe("the end of a Map Run, told late", () => {
  const distributed = {
    StartAt: "D",
    States: {
      D: {
        Type: "Map",
        ToleratedFailurePercentage: 0,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...task(lambda),
        },
        End: true,
      },
    },
  };
  /** A Map Run that has failed and is redriven: its child's second attempt is under way. */
  const redriven = async () => {
    const replies = new Replies();
    const rig = rigOf(distributed, { invoke: replies.invoke });
    const arn = await rig.start("M", [1]);
    replies.asked[0]?.(failed);
    await rig.finish(arn);
    await rig.settle();
    await within(rig, rig.process.engine.ask(arn, redrive));
    await rig.settle();
    const finish = () => {
      replies.asked[1]?.(done);
      return rig.finish(arn);
    };
    return { rig, arn, finish };
  };

  it("does not end its redrive", async () => {
    const { rig, arn, finish } = await redriven();
    const { incarnation = 0 } = rig.journal.load(arn)?.meta ?? {};
    const outcome = { type: "failed", error: "States.ExceedToleratedFailureThreshold" } as const;
    rig.journal.resolve(arn, { incarnation, attempt: 3, at: 0, outcome, redrive: 0 });
    rig.process.queue.send(arn);
    await rig.settle();
    // The end that is awaited takes its place: whoever consumed it now could consume that one.
    expect(rig.journal.load(arn)?.resolutions).toHaveLength(1);
    expect(await finish()).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
    await rig.settle();
    expect(rig.journal.load(arn)?.resolutions).toEqual([]);
  });

  it("does not end its redrive where the late one tells of a child", async () => {
    const { rig, finish } = await redriven();
    const [[run] = []] = rig.mapRunJournal.heads();
    const { mapRunArn = "" } = run?.info ?? {};
    const outcome = { type: "childEnded", status: "FAILED", redrivable: true } as const;
    const { incarnation = 0 } = run ?? {};
    rig.mapRunJournal.resolve(mapRunArn, { incarnation, attempt: 0, at: 0, outcome, redrive: 0 });
    rig.process.queue.send(mapRunArn);
    await rig.settle();
    expect(rig.mapRunJournal.load(mapRunArn)?.resolutions).toHaveLength(1);
    expect(await finish()).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
    await rig.settle();
    expect(rig.mapRunJournal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 9 })).toEqual([]);
  });
});
