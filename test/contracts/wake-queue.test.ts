import { expect, it } from "vitest";
import { MemoryWakeQueue } from "../../lib/adapters/memory/wake-queue.ts";

it("hands out what was sent, in order, each once however often it was sent", () => {
  const queue = new MemoryWakeQueue();
  for (const name of ["b", "a", "b"]) queue.send(name);
  expect([queue.take(0), queue.take(0), queue.take(0)]).toEqual(["b", "a", undefined]);
});

it("hands out alarms when they are due, the earliest first, then the oldest", () => {
  const queue = new MemoryWakeQueue();
  queue.setAlarm("late", 30);
  queue.setAlarm("early", 10);
  queue.setAlarm("early too", 10);
  expect(queue.take(9)).toBeUndefined();
  expect(queue.nextAlarm()).toBe(10);
  expect([queue.take(30), queue.take(30), queue.take(30)]).toEqual(["early", "early too", "late"]);
  expect(queue.nextAlarm()).toBeUndefined();
});

it("keeps one alarm per execution: the last that was set", () => {
  const queue = new MemoryWakeQueue();
  queue.setAlarm("a", 10);
  queue.setAlarm("a", 20);
  queue.setAlarm("b", 15);
  queue.setAlarm("b", undefined);
  expect(queue.nextAlarm()).toBe(20);
  expect(queue.take(19)).toBeUndefined();
  expect(queue.take(20)).toBe("a");
});

it("orders ten thousand alarms", () => {
  const queue = new MemoryWakeQueue();
  for (let n = 0; n < 10_000; n++) queue.setAlarm(`e${n}`, (n * 7_919) % 10_007);
  const instants: number[] = [];
  for (let at = queue.nextAlarm(); at !== undefined; at = queue.nextAlarm()) {
    instants.push(at);
    queue.take(at);
  }
  expect(instants).toHaveLength(10_000);
  expect(instants).toEqual(instants.toSorted((left, right) => left - right));
});
