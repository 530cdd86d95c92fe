import { describe, expect, it } from "vitest";
import { answerTask, openTasks, sendHeartbeat } from "../../lib/engine/task-answers.ts";
import {
  callback,
  Replies,
  raise,
  rigOf,
  submitted,
  succeed,
  task,
  tokenOf,
  within,
} from "./rules-rig.ts";

describe("a result from outside", () => {
  const asking = (more: object = {}) =>
    rigOf(task(callback, { Parameters: { "Token.$": "$$.Task.Token" }, ...more }), {
      invoke: () => submitted,
    });

  it("is taken in once; the same again is answered alike, another one is refused", async () => {
    const rig = asking();
    const arn = await rig.start("M");
    const token = tokenOf(rig, arn);
    const { engine } = rig.process;
    const answers = ["yes", "yes", "no"].map((output) =>
      Promise.resolve(answerTask(engine, token, succeed(output))),
    );
    expect(await within(rig, Promise.all(answers))).toEqual([undefined, undefined, "TaskTimedOut"]);
    expect(await rig.finish(arn)).toMatchObject({ output: "yes" });
    expect(await within(rig, answerTask(engine, token, succeed("yes")))).toBe("TaskTimedOut");
  });

  it("is refused with another one's token", async () => {
    const rig = asking();
    const arn = await rig.start("M");
    const token = tokenOf(rig, arn);
    const forged = Buffer.from(
      Buffer.from(token, "base64")
        .toString()
        .replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    ).toString("base64");
    const { engine } = rig.process;
    expect(await within(rig, answerTask(engine, forged, succeed("?")))).toBe("InvalidToken");
    expect(await within(rig, answerTask(engine, "?", succeed("?")))).toBe("InvalidToken");
  });

  it("survives a crash between its answer and the wake-up", async () => {
    const rig = asking();
    const arn = await rig.start("M");
    const token = tokenOf(rig, arn);
    const resolution = {
      incarnation: rig.journal.load(arn)?.meta.incarnation ?? 0,
      attempt: rig.snapshot(arn)?.nextEventId ?? 0,
      at: 0,
      outcome: succeed("kept"),
    };
    const [open] = openTasks(rig.snapshot(arn) ?? raise());
    rig.journal.resolve(arn, { ...resolution, attempt: open?.attempt ?? 0 });
    rig.restart();
    expect(await rig.finish(arn)).toMatchObject({ output: "kept" });
    expect(token).not.toBe("");
  });

  it("loses against a timeout that was written first", async () => {
    const rig = asking({ TimeoutSeconds: 10 });
    const arn = await rig.start("M");
    const token = tokenOf(rig, arn);
    rig.clock.waitUntil(10_000);
    const before = rig.calls.length;
    await rig.settle();
    const calls = rig.calls.slice(before);
    // The expiry stands where an answer would, before the timeout is recorded.
    expect(calls.indexOf("journal.resolve")).toBeLessThan(calls.indexOf("journal.append"));
    expect(rig.snapshot(arn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    const late = answerTask(rig.process.engine, token, succeed("late"));
    expect(await within(rig, late)).toBe("TaskTimedOut");
    expect(rig.journal.load(arn)?.resolutions).toEqual([]);
  });

  it("that came before the timeout was written wins, also when nobody had looked", async () => {
    const rig = asking({ TimeoutSeconds: 10 });
    const arn = await rig.start("M");
    const [open] = openTasks(rig.snapshot(arn) ?? raise());
    const { incarnation = 0 } = rig.journal.load(arn)?.meta ?? {};
    const attempt = open?.attempt ?? 0;
    rig.journal.resolve(arn, { incarnation, attempt, at: 9_999, outcome: succeed("in time") });
    rig.clock.waitUntil(20_000);
    expect(await rig.finish(arn)).toMatchObject({ output: "in time" });
  });

  it("that precedes the request's own answer is held until that comes", async () => {
    const replies = new Replies();
    const tokens: string[] = [];
    const rig = rigOf(task(callback, { Parameters: { "Token.$": "$$.Task.Token" } }), {
      invoke: ({ task: { taskToken = "" } }) => {
        tokens.push(taskToken);
        return replies.invoke();
      },
    });
    const arn = await rig.start("M");
    const early = answerTask(rig.process.engine, tokens[0] ?? "", succeed("early"));
    expect(await within(rig, early)).toBeUndefined();
    expect(rig.snapshot(arn)?.status).toBe("RUNNING");
    replies.asked[0]?.(submitted);
    expect(await rig.finish(arn)).toMatchObject({ output: "early" });
    expect(rig.types(arn)).toContain("TaskSubmitted");
  });

  it("that precedes the request's own answer counts where the process died meanwhile", async () => {
    const tokens: string[] = [];
    const rig = rigOf(task(callback, { Parameters: { "Token.$": "$$.Task.Token" } }), {
      invoke: ({ task: { taskToken = "" } }) => {
        tokens.push(taskToken);
        return new Promise(() => {});
      },
    });
    const arn = await rig.start("M");
    await within(rig, answerTask(rig.process.engine, tokens[0] ?? "", succeed("early")));
    rig.restart();
    expect(await rig.finish(arn)).toMatchObject({ output: "early" });
  });
});

describe("an answer that is written when its attempt is over", () => {
  it("does not stay in the due index, of an execution that has ended, too", async () => {
    const rig = rigOf(task(callback, { TimeoutSeconds: 10 }), { invoke: () => submitted });
    const arn = await rig.start("M");
    await rig.finish(arn);
    await rig.settle();
    const { incarnation = 0 } = rig.journal.load(arn)?.meta ?? {};
    const outcome = succeed("a moment too late");
    rig.journal.resolve(arn, { incarnation, attempt: 3, at: 10_000, outcome });
    rig.process.queue.send(arn);
    await rig.settle();
    const due = () => rig.journal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 9 });
    expect(due()).toEqual([{ arn, dueMs: 10_000 }]);
    rig.clock.waitUntil(rig.process.queue.nextAlarm() ?? 0);
    await rig.settle();
    expect(due()).toEqual([]);
    expect(rig.journal.load(arn)?.resolutions).toEqual([]);
  });
});

describe("heartbeats", () => {
  const beating = async () => {
    const rig = rigOf(
      task(callback, {
        Parameters: { "Token.$": "$$.Task.Token" },
        HeartbeatSeconds: 40,
        TimeoutSeconds: 10_000,
      }),
      { invoke: () => submitted },
    );
    const arn = await rig.start("M");
    return { rig, arn, token: tokenOf(rig, arn) };
  };

  it("are written at most four times in HeartbeatSeconds, and are no records", async () => {
    const { rig, arn, token } = await beating();
    const records = rig.journal.load(arn)?.number;
    for (let second = 1; second <= 39; second++) {
      rig.clock.waitUntil(1_000 * second);
      expect(await within(rig, sendHeartbeat(rig.process.engine, token))).toBeUndefined();
    }
    expect(rig.calls.filter((call) => call === "journal.resolve")).toHaveLength(4);
    expect(rig.journal.load(arn)?.number).toBe(records);
  });

  it("keep the Task alive over any number of alarms and restarts", async () => {
    const { rig, arn, token } = await beating();
    for (let second = 9; second <= 400; second += 9) {
      rig.clock.waitUntil(1_000 * second);
      if (second % 5 === 0) rig.restart();
      await rig.settle();
      expect(await within(rig, sendHeartbeat(rig.process.engine, token))).toBeUndefined();
    }
    expect(rig.snapshot(arn)?.status).toBe("RUNNING");
    await within(rig, answerTask(rig.process.engine, token, succeed("alive")));
    expect(await rig.finish(arn)).toMatchObject({ output: "alive" });
  });

  it("that end let the Task time out: a quarter later, since one may have been left out", async () => {
    const { rig, arn, token } = await beating();
    rig.clock.waitUntil(30_000);
    await within(rig, sendHeartbeat(rig.process.engine, token));
    expect(await rig.finish(arn)).toMatchObject({
      error: "States.HeartbeatTimeout",
      stoppedMs: 80_000,
    });
    expect(await within(rig, sendHeartbeat(rig.process.engine, token))).toBe("TaskTimedOut");
  });

  it("that never came let the Task time out at once", async () => {
    const { rig, arn } = await beating();
    expect(await rig.finish(arn)).toMatchObject({
      error: "States.HeartbeatTimeout",
      stoppedMs: 40_000,
    });
  });
});
