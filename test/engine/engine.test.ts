import { describe, expect, it } from "vitest";
import { MemoryJournal } from "../../lib/adapters/memory/journal.ts";
import { advance } from "../../lib/core/advance.ts";
import type { Machine } from "../../lib/core/machine.ts";
import type { JournalRecord } from "../../lib/engine/journal-port.ts";
import { answerTask } from "../../lib/engine/task-answers.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { Rig, slow } from "./rig.ts";

const lambda = "arn:aws:lambda:us-east-1:123456789012:function:Work";
const callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

const task = (Resource: string) => ({
  StartAt: "Work",
  States: { Work: { Type: "Task", Resource, End: true } },
});

const threeTasks = {
  StartAt: "Map",
  States: {
    Map: { Type: "Map", Items: [1, 2, 3], ItemProcessor: task(lambda), End: true },
  },
  QueryLanguage: "JSONata",
};

const done: TaskReply = { type: "succeeded", output: "done" };

describe("an execution's driver", () => {
  it("appends the intent of a Task before it is performed, and its result with the next", async () => {
    const seen: number[] = [];
    const journal = new MemoryJournal();
    const rig: Rig = new Rig({
      journal,
      invoke: ({ execution }) => {
        seen.push(journal.load(execution.executionArn)?.number ?? -1);
        return done;
      },
    });
    const definition = {
      StartAt: "A",
      States: {
        A: { Type: "Task", Resource: lambda, Next: "B" },
        B: { Type: "Pass", Next: "C" },
        C: { Type: "Task", Resource: lambda, End: true },
      },
    };
    const { snapshot, executionArn } = await rig.start(definition);
    expect(snapshot.status).toBe("SUCCEEDED");
    // N Tasks in a row cost N + 1 records.
    expect(seen).toEqual([1, 2]);
    expect(journal.load(executionArn)?.number).toBe(3);
  });

  it("comes to the same over a journal that takes its time", async () => {
    const quick = new Rig({ invoke: () => done });
    const patient = new Rig({ invoke: () => done, journal: slow(new MemoryJournal()) });
    const [first, second] = [await quick.start(threeTasks), await patient.start(threeTasks)];
    await quick.settle();
    await patient.settle();
    expect(first.snapshot.status).toBe("SUCCEEDED");
    expect(second.snapshot.output).toEqual(first.snapshot.output);
    expect(await patient.journal.events(second.executionArn)).toEqual(
      await quick.journal.events(first.executionArn),
    );
  });

  it("feeds what it holds to the newer snapshot where somebody else was first", async () => {
    const journal = new StolenJournal();
    const rig = new Rig({ journal, invoke: () => done });
    const driver = await rig.start(task(lambda));
    // The other driver aborted the execution while the Task was performed: its result comes late.
    expect(driver.snapshot.status).toBe("ABORTED");
    const types = journal.events(driver.executionArn).map(({ type }) => type);
    expect(types).not.toContain("LambdaFunctionSucceeded");
    expect(types.at(-1)).toBe("ExecutionAborted");
  });
});

describe("Tasks that take a while", () => {
  it("are performed side by side up to the bound, the others in order after them", async () => {
    const replies: ((reply: TaskReply) => void)[] = [];
    const rig = new Rig({
      concurrentTasksMax: 2,
      invoke: () => new Promise((resolve) => replies.push(resolve)),
    });
    const driver = await rig.start(threeTasks);
    expect(replies).toHaveLength(2);
    replies[0]?.(done);
    await rig.settle();
    expect(replies).toHaveLength(3);
    for (const reply of replies) reply(done);
    await rig.settle();
    expect(driver.snapshot.output).toEqual(["done", "done", "done"]);
  });

  it("make the engine's host hear of an invoker that breaks its promise", async () => {
    const rig = new Rig({ invoke: () => Promise.reject(new Error("a defect")) });
    await rig.start(task(lambda));
    await rig.settle();
    expect(rig.crashes).toEqual([new Error("a defect")]);
  });
});

describe("an answer from outside", () => {
  it("that comes before the request was accepted waits for that", async () => {
    let accept: (reply: TaskReply) => void = () => {};
    let token = "";
    const rig = new Rig({
      invoke: ({ task: { taskToken = "" } }) => {
        token = taskToken;
        return new Promise((resolve) => {
          accept = resolve;
        });
      },
    });
    const driver = await rig.start(task(callback));
    expect(answerTask(rig.engine, token, { type: "succeeded", output: 1 })).toBeUndefined();
    await rig.settle();
    expect(driver.snapshot.status).toBe("RUNNING");
    accept({ type: "submitted", output: {} });
    await rig.settle();
    expect(driver.snapshot).toMatchObject({ status: "SUCCEEDED", output: 1 });
    const types = (await rig.journal.events(driver.executionArn)).map(({ type }) => type);
    expect(types.slice(-4)).toEqual([
      "TaskSubmitted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("is taken once, from whoever comes first", async () => {
    let token = "";
    const rig = new Rig({
      invoke: ({ task: { taskToken = "" } }) => {
        token = taskToken;
        return { type: "submitted", output: {} };
      },
    });
    const driver = await rig.start(task(callback));
    const answers = [1, 2].map((output) =>
      answerTask(rig.engine, token, { type: "succeeded", output }),
    );
    expect(answers).toEqual([undefined, "TaskTimedOut"]);
    await rig.settle();
    expect(driver.snapshot.output).toBe(1);
    expect((await rig.journal.load(driver.executionArn))?.resolutions).toEqual([]);
  });
});

/** A journal in which another driver aborts the execution just before the second record. */
class StolenJournal extends MemoryJournal {
  override append(executionArn: string, record: JournalRecord): boolean {
    const head = this.load(executionArn);
    if (record.number === 2 && head?.snapshot !== undefined && head.number === 1) {
      const abort = { type: "abort", at: 0, seed: 0 } as const;
      const stolen = advance(emptyMachine, head.snapshot, [abort]);
      if (stolen instanceof Promise) throw new Error("there is no JSONata here");
      const { snapshot, events } = stolen;
      super.append(executionArn, { ...record, nonce: -1, snapshot, events, consumed: [] });
    }
    return super.append(executionArn, record);
  }
}

const emptyMachine: Machine = {
  definition: { StartAt: "Work", States: {} },
  startAt: "Work",
  states: new Map(),
  timeoutSeconds: undefined,
  processors: new Map(),
};
