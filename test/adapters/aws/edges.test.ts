import { describe, expect, it } from "vitest";
import type { QueueCalls, QueueEntry } from "../../../lib/adapters/aws/queue-calls.ts";
import { readWakeMessage } from "../../../lib/adapters/aws/wake-message.ts";
import { createMapRun } from "../../../lib/core/map-run/map-run-snapshot.ts";
import type { MapRunMeta } from "../../../lib/engine/journal-port.ts";
import { SqsMessageQueues } from "../../../lib/hosts/lambda/sqs-message-queues.ts";
import { RuntimeRig } from "../../hosts/lambda/runtime-rig.ts";
import { itemBytes } from "./dynamodb-units.ts";
import { answerOf, arn, eventOf, metaOf, recordOf, textOf } from "./journal-samples.ts";
import { nothingUsed } from "./simulated-dynamodb.ts";
import { type SimulatedStores, simulatedStores } from "./simulated-stores.ts";

describe("payloads", () => {
  it("of 256 KiB and a byte more or less come back as they were, in many bytes a letter", async () => {
    const { journal, dynamoDb } = simulatedStores();
    await journal.create(arn, metaOf());
    const events = [-1, 0, 1].flatMap((more, at) =>
      ["a", "ü", "語", "🎉"].map((letter, n) => {
        const size = Buffer.byteLength(letter);
        const bytes = 262_144 + more - 2;
        const text = letter.repeat(Math.floor(bytes / size)) + "a".repeat(bytes % size);
        return eventOf(4 * at + n + 1, text);
      }),
    );
    for (const [at, event] of events.entries()) {
      await journal.append(arn, recordOf(at + 1, { events: [event] }));
    }
    expect(await simulatedStores({ dynamoDb }).journal.events(arn)).toEqual(events);
  });

  it("never make an item of 400 KB, whatever comes together in a record", async () => {
    const { journal, dynamoDb, s3 } = simulatedStores();
    await journal.create(arn, metaOf({ input: textOf(262_144) }));
    const events = Array.from({ length: 1_000 }, (_, at) => eventOf(at + 1, textOf(4_000, at)));
    const snapshot = { ...recordOf(1).snapshot, output: textOf(3_000_000) };
    expect(await journal.append(arn, recordOf(1, { events, snapshot }))).toBe(true);
    expect(Math.max(...[...dynamoDb.items()].map(itemBytes))).toBeLessThan(10_000);
    const other = simulatedStores({ dynamoDb, s3 }).journal;
    expect((await other.load(arn))?.snapshot?.output).toBe(snapshot.output);
    expect(await other.events(arn)).toEqual(events);
  });
});

describe("histories", () => {
  for (const length of [25_000, 200_000]) {
    it(`of ${length} events are read in pages from anywhere`, async () => {
      const stores = await withEvents(length);
      for (const newestFirst of [false, true]) {
        for (const from of [1, 2, length / 2, length - 1, length]) {
          stores.dynamoDb.used = nothingUsed();
          const page = await stores.journal.events(arn, { from, limit: 100, newestFirst });
          const step = newestFirst ? -1 : 1;
          const ids = Array.from({ length: 100 }, (_, at) => from + step * at);
          expect(page.map(({ id }) => id)).toEqual(ids.filter((id) => id >= 1 && id <= length));
          expect(stores.dynamoDb.used.requests).toBeLessThanOrEqual(7);
          expect(stores.dynamoDb.used.readBytes).toBeLessThan(400_000);
        }
      }
    }, 120_000);
  }
});

it("finds an execution that waits a year when the year is over, and not before", async () => {
  const { journal } = simulatedStores();
  await journal.create(arn, metaOf());
  const dueMs = 366 * 86_400_000;
  await journal.append(arn, recordOf(1, { dueMs }));
  expect(await journal.due({ beforeMs: dueMs - 1, limit: 9 })).toEqual([]);
  expect(await journal.due({ beforeMs: dueMs, limit: 9 })).toEqual([{ arn, dueMs }]);
});

describe("fifteen minutes, the longest that a queue delays", () => {
  it.each([899, 900, 901])("a wait of %i seconds ends once, and not early", async (seconds) => {
    const States = { Wait: { Type: "Wait", Seconds: seconds, End: true } };
    const rig = new RuntimeRig({ machines: { waits: { StartAt: "Wait", States } } });
    const api = await rig.deployed();
    const executionArn = await api.start("waits");
    await rig.settle();
    const sweeper = rig.sandbox();
    const enteredMs = rig.clock.now();
    const dueMs = enteredMs + 1_000 * seconds;
    let endedMs: number | undefined;
    for (let second = 1; second <= seconds + 120; second++) {
      rig.clock.waitUntil(enteredMs + 1_000 * second);
      if (second % 60 === 7) await sweeper.sweep();
      await rig.settle();
      const { status } = await rig.sandbox().call("DescribeExecution", { executionArn });
      if (status === "SUCCEEDED") endedMs ??= rig.clock.now();
    }
    expect(endedMs).toBe(dueMs);
    // By the due index: the sweep that sees it first sends the only message.
    const wakeUps = rig.sent.map(({ body }) => readWakeMessage(body)?.at);
    expect(wakeUps).toEqual([undefined, dueMs]);
    const { events } = await api.call("GetExecutionHistory", { executionArn });
    expect((events as { type: string }[]).map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "WaitStateEntered",
      "WaitStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it.each([
    [899_000, 899],
    [899_001, 900],
    [900_000, 900],
    [900_001, 900],
    [901_000, 900],
    [86_400_000, 900],
  ])("a message for an instant %i ms off is delayed by %i s", async (afterMs, delaySeconds) => {
    const entries: QueueEntry[] = [];
    const calls = async (_action: string, { Entries }: { Entries: readonly QueueEntry[] }) => {
      entries.push(...Entries);
      return {};
    };
    const urls = { wakeQueueUrl: "wake", aloneQueueUrl: "alone", taskQueueUrl: "tasks" };
    const queues = new SqsMessageQueues(calls as unknown as QueueCalls, urls, { now: () => 500 });
    await queues.wake({ arn, at: 500 + afterMs });
    expect(entries.map(({ DelaySeconds }) => DelaySeconds)).toEqual([delaySeconds]);
  });

  it("a message that a queue could not delay long enough goes on with the remainder", async () => {
    const rig = new RuntimeRig();
    const startMs = rig.clock.now();
    const at = startMs + 901_000;
    rig.send("wake", JSON.stringify({ arn, at }), 901_000);
    rig.clock.waitUntil(startMs + 899_999);
    expect(await rig.settle()).toBe(0);
    rig.clock.waitUntil(startMs + 900_000);
    await rig.settle();
    expect(rig.messages.map(({ visibleMs }) => visibleMs)).toEqual([at]);
    expect(rig.wakeUps()).toEqual([{ arn, at }]);
  });
});

it("takes 1,000 callbacks of one execution at once, each once", async () => {
  const stores = simulatedStores();
  const { journal, dynamoDb, s3 } = stores;
  await journal.create(arn, metaOf());
  await journal.append(arn, recordOf(1, { dueMs: 1e12 }));
  const attempts = Array.from({ length: 1_000 }, (_, at) => at + 1);
  const others = simulatedStores({ dynamoDb, s3 }).journal;
  await Promise.all(
    attempts.flatMap((attempt) => [
      journal.resolve(arn, answerOf(attempt)),
      others.resolve(arn, answerOf(attempt, { type: "failed", error: "late" })),
    ]),
  );
  const head = await journal.load(arn);
  expect(head?.resolutions.map(({ attempt }) => attempt)).toEqual(attempts);
  expect(await journal.append(arn, recordOf(2, { consumed: attempts }))).toBe(true);
  expect((await others.load(arn))?.resolutions).toEqual([]);
  expect(await journal.due({ beforeMs: 1e15, limit: 9 })).toEqual([]);
});

it("takes the ends of 10,000 children of a Map Run, from eight partitions", async () => {
  const { mapRunJournal: journal, dynamoDb } = simulatedStores();
  const run = "arn:aws:states:us-east-1:123456789012:mapRun:M/Each:1";
  const info = { executionArn: arn, mapRunArn: run };
  const order = { attempt: 1, stateName: "Each", items: [], maxConcurrency: 0 };
  await journal.create(run, { ...metaOf(), info, order } as unknown as MapRunMeta);
  const children = Array.from({ length: 10_000 }, (_, at) => at);
  const end = { type: "childEnded", status: "SUCCEEDED", redrivable: true } as const;
  await Promise.all(children.map((index) => journal.resolve(run, answerOf(index, end))));
  const partitions = new Set([...dynamoDb.items()].map(({ pk }) => JSON.stringify(pk)));
  expect(partitions.size).toBe(9);
  const head = await journal.load(run);
  expect(head?.resolutions.map(({ attempt }) => attempt)).toEqual(children);
  const snapshot = createMapRun(info as never, order as never);
  const fields = { before: snapshot, snapshot, events: [], consumed: children.slice(0, 5_000) };
  expect(await journal.append(run, recordOf(1, fields as never) as never)).toBe(true);
  expect((await journal.load(run))?.resolutions).toHaveLength(5_000);
}, 120_000);

/** An execution with so many events, in 2,000 records. */
async function withEvents(length: number): Promise<SimulatedStores> {
  const stores = simulatedStores();
  await stores.journal.create(arn, metaOf());
  const each = Math.ceil(length / 2_000);
  for (let first = 1, number = 1; first <= length; first += each, number++) {
    const count = Math.min(each, length + 1 - first);
    const events = Array.from({ length: count }, (_, at) => eventOf(first + at));
    await stores.journal.append(arn, recordOf(number, { events }));
  }
  return stores;
}
