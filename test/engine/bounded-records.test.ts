import { describe, expect, it } from "vitest";
import { openTasks } from "../../lib/engine/task-answers.ts";
import { callback, raise, rigOf, submitted } from "./rules-rig.ts";

const branches = 100;
const machine = {
  StartAt: "P",
  States: {
    P: {
      Type: "Parallel",
      Branches: Array.from({ length: branches }, (_, index) => ({
        StartAt: `T${index}`,
        States: { [`T${index}`]: { Type: "Task", Resource: callback, End: true } },
      })),
      ResultSelector: {},
      End: true,
    },
  },
};

async function answered(fail: () => void) {
  const rig = rigOf(machine, { invoke: () => submitted });
  const arn = await rig.start("M");
  await rig.settle();
  const head = rig.journal.load(arn);
  const { snapshot, number = 0, meta } = head ?? {};
  for (const { attempt } of snapshot === undefined ? [] : openTasks(snapshot)) {
    const outcome = { type: "succeeded", output: `${attempt}`.padEnd(3_500, "x") } as const;
    rig.journal.resolve(arn, { incarnation: meta?.incarnation ?? 0, attempt, at: 0, outcome });
  }
  const { append } = rig.process.engine.ports.journal;
  let appends = 0;
  Object.assign(rig.process.engine.ports.journal, {
    append: (...args: Parameters<typeof append>) => {
      if (++appends === 2) fail();
      return append(...args);
    },
  });
  rig.process.queue.send(arn);
  const { status } = await rig.finish(arn);
  const records = (rig.journal.written.get(arn) ?? []).slice(number);
  const left = rig.journal.load(arn)?.resolutions;
  return { status, records, left, types: rig.types(arn) };
}

describe("answers that come all at once", () => {
  it("are taken in by several records, none of which is too large", async () => {
    const { status, records, left } = await answered(() => {});
    expect(status).toBe("SUCCEEDED");
    expect(left).toEqual([]);
    expect(records.length).toBeGreaterThan(1);
    for (const { events, state } of records) {
      // Two events and the state name each answer, so that it compresses to a third.
      expect(events.length + state.length).toBeLessThan(3 * 300_000);
    }
  });

  it("are taken in once each where a record between cannot be written at first", async () => {
    const { status, left, types } = await answered(raise);
    expect(status).toBe("SUCCEEDED");
    expect(left).toEqual([]);
    expect(types.filter((type) => type === "TaskSucceeded")).toHaveLength(branches);
  });
});
