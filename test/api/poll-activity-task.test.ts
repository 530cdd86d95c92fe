import { describe, expect, it } from "vitest";
import { pollActivityTask } from "../../lib/api/poll-activity-task.ts";
import type { ActivityTask } from "../../lib/engine/ports.ts";

const task: ActivityTask = {
  executionArn: "arn:aws:states:us-east-1:123456789012:execution:m:e",
  attempt: 3,
  stateName: "S",
  taskToken: "t",
  input: {},
};

/** Polls a queue that has a task from that instant on; answers when it was looked at, too. */
async function poll(availableMs: number, overMs = Number.POSITIVE_INFINITY) {
  let nowMs = 0;
  const looks: number[] = [];
  const taken = await pollActivityTask(
    () => {
      looks.push(nowMs);
      return nowMs >= availableMs ? task : undefined;
    },
    {
      now: () => nowMs,
      sleep: async (milliseconds) => {
        nowMs += milliseconds;
      },
      timeoutMs: 60_000,
      isOver: () => nowMs >= overMs,
    },
  );
  return { taken, looks };
}

describe("polling an activity that others share", () => {
  it("takes what is there at once", async () => {
    expect(await poll(0)).toEqual({ taken: task, looks: [0] });
  });

  it("looks again, less and less often", async () => {
    const { taken, looks } = await poll(10_000);
    expect(taken).toBe(task);
    expect(looks).toEqual([0, 200, 600, 1_400, 3_000, 6_200, 9_400, 12_600]);
  });

  it("gives up after a minute, having looked at its end", async () => {
    const { taken, looks } = await poll(Number.POSITIVE_INFINITY);
    expect(taken).toBeUndefined();
    expect(looks.at(-1)).toBe(60_000);
    expect(looks.length).toBeLessThan(30);
  });

  it("takes nothing for who has gone", async () => {
    expect(await poll(5_000, 1_000)).toEqual({ taken: undefined, looks: [0, 200, 600] });
  });
});
