import { describe, expect, it } from "vitest";
import type { ActivityQueue } from "../../lib/engine/ports.ts";

/** What must hold of every activity queue. */
export function activityQueueContract(name: string, create: () => ActivityQueue): void {
  describe(`${name} as an activity queue`, () => {
    it("hands out tasks in order of arrival, each once", async () => {
      const queue = create();
      await queue.put(pack, task(1));
      await queue.put(pack, task(2));
      expect(await queue.take(pack)).toEqual(task(1));
      expect(await queue.take(pack)).toEqual(task(2));
      expect(await queue.take(pack)).toBeUndefined();
    });

    it("keeps one task of an attempt, however often it is put", async () => {
      const queue = create();
      for (const attempt of [1, 2, 1]) await queue.put(pack, task(attempt));
      expect(await queue.take(pack)).toEqual(task(1));
      expect(await queue.take(pack)).toEqual(task(2));
      expect(await queue.take(pack)).toBeUndefined();
    });

    it("hands out again what was taken and then put back, but not what was removed", async () => {
      const queue = create();
      for (const attempt of [1, 2, 3]) await queue.put(pack, task(attempt));
      for (const attempt of [1, 2, 3]) expect(await queue.take(pack)).toEqual(task(attempt));
      await queue.remove(task(3).executionArn, 3);
      await queue.put(pack, task(2));
      expect(await queue.take(pack)).toEqual(task(2));
      expect(await queue.take(pack)).toBeUndefined();
    });

    it("keeps activities apart", async () => {
      const queue = create();
      await queue.put(pack, task(1));
      expect(await queue.take(weigh)).toBeUndefined();
      expect(await queue.take(pack)).toEqual(task(1));
    });

    it("forgets the tasks of attempts that are not wanted any more", async () => {
      const queue = create();
      await queue.put(pack, task(1));
      await queue.put(pack, task(2));
      await queue.remove(task(1).executionArn, 1);
      await queue.remove("another", 2);
      expect(await queue.take(pack)).toEqual(task(2));
    });
  });
}

const pack = "arn:aws:states:us-east-1:123456789012:activity:Pack";
const weigh = "arn:aws:states:us-east-1:123456789012:activity:Weigh";

function task(attempt: number) {
  return {
    executionArn: "arn:aws:states:us-east-1:123456789012:execution:M:e",
    attempt,
    stateName: "Pack",
    taskToken: `token ${attempt}`,
    input: { attempt },
  };
}
