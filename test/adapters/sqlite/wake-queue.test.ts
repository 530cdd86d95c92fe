import { expect, it } from "vitest";
import { SqliteWakeQueue } from "../../../lib/adapters/sqlite/wake-queue.ts";
import type { DueEntry, DueQuery } from "../../../lib/engine/journal-port.ts";

/** A due index in memory. */
class Index {
  readonly entries: DueEntry[] = [];

  due({ beforeMs, after = { arn: "", dueMs: -1 }, limit }: DueQuery): readonly DueEntry[] {
    return this.entries
      .filter(({ dueMs }) => dueMs <= beforeMs)
      .sort((left, right) => left.dueMs - right.dueMs || (left.arn < right.arn ? -1 : 1))
      .filter(({ arn, dueMs }) => dueMs > after.dueMs || (dueMs === after.dueMs && arn > after.arn))
      .slice(0, limit);
  }

  isDueAt(arn: string, dueMs: number): boolean {
    return this.entries.some((entry) => entry.arn === arn && entry.dueMs === dueMs);
  }
}

function queueOf(entries: readonly DueEntry[], now = 0) {
  const index = new Index();
  index.entries.push(...entries);
  return { index, queue: new SqliteWakeQueue([index, new Index()], () => now) };
}

it("wakes what a former process has left, each when it is due", () => {
  const { queue } = queueOf([
    { arn: "late", dueMs: 30 },
    { arn: "early", dueMs: 10 },
  ]);
  expect(queue.nextAlarm()).toBe(10);
  expect(queue.take(9)).toBeUndefined();
  expect(queue.take(10)).toBe("early");
  expect(queue.nextAlarm()).toBe(30);
  expect(queue.take(29)).toBeUndefined();
  expect(queue.take(30)).toBe("late");
  expect(queue.nextAlarm()).toBeUndefined();
});

it("takes more that is due at once than it reads at once", () => {
  const entries = Array.from({ length: 2_500 }, (_, n) => ({
    arn: `e${String(n).padStart(4, "0")}`,
    dueMs: 5,
  }));
  const { queue } = queueOf(entries);
  const taken = new Set<string>();
  for (let arn = queue.take(7); arn !== undefined; arn = queue.take(7)) taken.add(arn);
  expect(taken.size).toBe(2_500);
});

it("forgets an alarm that the index has, and finds it there", () => {
  const { index, queue } = queueOf([]);
  let arrivals = 0;
  queue.arrived = () => {
    arrivals++;
  };
  index.entries.push({ arn: "a", dueMs: 20 });
  queue.setAlarm("a", 20, true);
  expect(arrivals).toBe(1);
  expect(queue.nextAlarm()).toBe(20);
  // It has been put off since, by a record.
  index.entries[0] = { arn: "a", dueMs: 40 };
  expect(queue.take(20)).toBeUndefined();
  expect(queue.nextAlarm()).toBe(40);
  expect(queue.take(40)).toBe("a");
});

it("keeps an alarm that the index does not have, or has at an instant that was read", () => {
  const { queue } = queueOf([{ arn: "a", dueMs: 5 }], 10);
  expect(queue.take(10)).toBe("a");
  queue.setAlarm("a", 8, true);
  queue.setAlarm("b", 30, false);
  expect(queue.take(10)).toBe("a");
  // Said to be kept, but a resolution has it due at an instant that was read.
  queue.setAlarm("a", 25, true);
  expect(queue.take(25)).toBe("a");
  expect(queue.take(30)).toBe("b");
});

it("hands out what was sent before what is due", () => {
  const { queue } = queueOf([{ arn: "due", dueMs: 1 }]);
  queue.send("sent");
  expect([queue.take(1), queue.take(1), queue.take(1)]).toEqual(["sent", "due", undefined]);
});
