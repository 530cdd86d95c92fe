import { describe, expect, it } from "vitest";
import type { DynamoDbAction } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { type DueSlack, exactDue, lazyDue } from "../../../lib/adapters/aws/meta-state.ts";
import type { JournalRecord } from "../../../lib/engine/journal-port.ts";
import {
  answerOf,
  arn,
  eventOf,
  metaOf,
  recordOf,
  stateMachineArn,
  textOf,
} from "./journal-samples.ts";
import { serviceError } from "./service-error.ts";
import { type SimulatedStores, simulatedStores } from "./simulated-stores.ts";

const throttled = () => serviceError("ProvisionedThroughputExceededException", "slow down");
const lost = () => Object.assign(new Error("socket hang up"), { name: "TimeoutError" });

describe("requests that fail", () => {
  it("are repeated a bounded number of times where they were throttled", async () => {
    const { journal, dynamoDb } = simulatedStores();
    let refusals = 4;
    dynamoDb.hooks = {
      before: () => {
        if (refusals-- > 0) throw throttled();
      },
    };
    expect(await journal.create(arn, metaOf())).toBeUndefined();
    expect(dynamoDb.used.requests).toBe(5);
    refusals = 5;
    await expect(journal.append(arn, recordOf(1))).rejects.toThrow("slow down");
    expect(dynamoDb.used.requests).toBe(10);
    expect(await journal.append(arn, recordOf(1))).toBe(true);
  });

  it("are not repeated where they are wrong", async () => {
    const { journal, dynamoDb } = simulatedStores();
    dynamoDb.hooks = {
      before: () => {
        throw serviceError("AccessDeniedException", "not yours");
      },
    };
    await expect(journal.create(arn, metaOf())).rejects.toThrow("not yours");
    expect(dynamoDb.used.requests).toBe(1);
  });

  it("leave an answer where a sweep finds it until META says what is due then", async () => {
    const { journal, dynamoDb } = simulatedStores();
    await journal.create(arn, metaOf());
    await journal.append(arn, recordOf(1, { dueMs: 1e12 }));
    await journal.resolve(arn, answerOf(3));
    dynamoDb.hooks = {
      before: (action) => {
        if (action === "updateItem") throw throttled();
      },
    };
    const record = recordOf(2, { consumed: [3], dueMs: 2e12 });
    await expect(journal.append(arn, record)).rejects.toThrow("slow down");
    expect(await journal.due({ beforeMs: 1e9, limit: 9 })).toMatchObject([{ arn }]);
    dynamoDb.hooks = {};
    expect((await journal.load(arn))?.resolutions).toEqual([]);
    expect(await journal.due({ beforeMs: 1e15, limit: 9 })).toEqual([{ arn, dueMs: 2e12 }]);
  });

  it("have been carried out all the same, and whoever made them finds that out", async () => {
    const { journal, definitions, dynamoDb } = simulatedStores();
    const losing = (action: DynamoDbAction) => {
      let isLost = false;
      dynamoDb.hooks = {
        after: (other) => {
          if (isLost || other !== action) return;
          isLost = true;
          throw lost();
        },
      };
    };
    losing("putItem");
    expect(await journal.create(arn, metaOf())).toBeUndefined();
    losing("putItem");
    expect(await journal.append(arn, recordOf(1, { dueMs: 50 }))).toBe(true);
    losing("putItem");
    expect(await journal.resolve(arn, answerOf(3))).toBeUndefined();
    losing("deleteItem");
    expect(await journal.append(arn, recordOf(2, { consumed: [3] }))).toBe(true);
    losing("updateItem");
    expect(await journal.append(arn, recordOf(3, { expiresMs: 1_000 }))).toBe(true);
    expect(await journal.load(arn)).toMatchObject({ number: 3, resolutions: [] });
    losing("putItem");
    expect(await definitions.put(activity(1))).toBe(true);
    losing("putItem");
    expect(await definitions.put(activity(2))).toBe(true);
    losing("deleteItem");
    expect(await definitions.delete(activity(2).arn, 2)).toBe(true);
  });
});

describe("a process that dies at any request", () => {
  const deaths = [exactDue, lazyDue].flatMap((dueSlack) =>
    (["before", "after"] as const).map((when) => ({ dueSlack, when })),
  );
  it("leaves an execution that is found, and that another one carries on", async () => {
    for (const { dueSlack, when } of deaths) {
      for (let at = 1; ; at++) {
        const first = simulatedStores({ dueSlack });
        const { dynamoDb, s3 } = first;
        const isDead = dieAt(first, when, at);
        void live(first);
        await settled();
        if (!isDead()) break;
        dynamoDb.hooks = {};
        s3.hooks = {};
        const second = simulatedStores({ dynamoDb, s3, dueSlack });
        await found(second, dueSlack);
        await live(second);
        const head = await second.journal.load(arn);
        expect(head).toMatchObject({ number: last, resolutions: [] });
        expect(await second.journal.events(arn)).toHaveLength(2 * last);
        expect(await second.journal.due({ beforeMs: 1e15, limit: 9 })).toEqual([]);
        const page = await second.executions.list({ of: { stateMachineArn }, limit: 9 });
        expect(page.items.map(({ status }) => status)).toEqual(["SUCCEEDED"]);
        expect(dynamoDb.expire(101_000)).toEqual([arn]);
        await second.forget(arn);
        expect([...dynamoDb.items()]).toEqual([]);
        expect([...s3.objects.keys()]).toEqual([]);
      }
    }
  }, 120_000);
});

describe("a process that comes too late", () => {
  it("deletes no answer that was written since", async () => {
    const first = simulatedStores({ attemptsMax: 1 });
    const { dynamoDb, journal } = first;
    const other = simulatedStores({ dynamoDb }).journal;
    await journal.create(arn, metaOf());
    await journal.resolve(arn, answerOf(3));
    const record = recordOf(1, { consumed: [3] });
    dynamoDb.hooks = {
      before: (action) => {
        if (action === "deleteItem") throw lost();
      },
    };
    await expect(journal.append(arn, record)).rejects.toThrow("socket");
    dynamoDb.hooks = {};
    expect((await other.load(arn))?.resolutions).toEqual([]);
    const newer = answerOf(3, { type: "failed", error: "newer" }, 9);
    expect(await other.resolve(arn, newer)).toBeUndefined();
    expect(await journal.append(arn, record)).toBe(true);
    expect((await other.load(arn))?.resolutions).toEqual([newer]);
  });

  it("takes no answer from what it remembers", async () => {
    const { dynamoDb, journal } = simulatedStores();
    const other = simulatedStores({ dynamoDb }).journal;
    await journal.create(arn, metaOf());
    await journal.resolve(arn, answerOf(3));
    await other.load(arn);
    await other.append(arn, recordOf(1, { consumed: [3] }));
    expect(await journal.resolve(arn, answerOf(3))).toBeUndefined();
  });

  it("leaves META to whoever has gone on", async () => {
    const { dynamoDb, journal } = simulatedStores();
    const other = simulatedStores({ dynamoDb }).journal;
    await journal.create(arn, metaOf());
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    dynamoDb.hooks = { before: (action) => (action === "updateItem" ? held : undefined) };
    const late = journal.append(arn, recordOf(1, { dueMs: 1e12 }));
    await settled();
    dynamoDb.hooks = {};
    await other.load(arn);
    await other.append(arn, recordOf(2, { dueMs: 20 }));
    release();
    expect(await late).toBe(true);
    expect(await other.due({ beforeMs: 1e15, limit: 9 })).toEqual([{ arn, dueMs: 20 }]);
  });
});

/** Whatever is owed is in the due index before anybody looks, and nothing expires that goes on. */
async function found(
  { journal, dynamoDb, s3 }: SimulatedStores,
  { startMs, lateMs }: DueSlack,
): Promise<void> {
  const due = await journal.due({ beforeMs: 1e15, limit: 9 });
  const settings = { dynamoDb, s3, now: () => 200_000 };
  const later = await simulatedStores({ ...settings, dueSlack: exactDue }).journal.load(arn);
  const { number = 0 } = (await simulatedStores({ dynamoDb, s3 }).journal.load(arn)) ?? {};
  if (number === 0) return;
  if (number === 6) expect(later?.number).toBe(6);
  if (number !== 5 && number !== last) expect(due[0]?.arn).toBe(arn);
  if (wakesSoon.has(number)) {
    expect(due[0]?.dueMs).toBeLessThanOrEqual(20 + Math.max(startMs, lateMs));
  }
}

/** Records after which somebody must look at once. */
const wakesSoon = new Set([2, 4, 6]);
const last = 7;

/**
 * What a process does with the execution from where it is: it waits long, is told something, waits
 * again, is answered, ends, is redriven, and ends.
 */
async function live({ journal }: SimulatedStores): Promise<void> {
  await journal.create(arn, metaOf({ input: textOf(20_000) }));
  const { number = 0 } = (await journal.load(arn)) ?? {};
  const append = async (n: number, fields: Partial<JournalRecord>) => {
    if (number < n) await journal.append(arn, recordOf(n, fields));
  };
  const output = textOf(30_000, 5);
  await append(1, { dueMs: 1e12 });
  await append(2, { dueMs: 20 });
  await append(3, { dueMs: 1e12, events: [eventOf(5, textOf(30_000, 6)), eventOf(6)] });
  if (number < 4) await journal.resolve(arn, answerOf(3, { type: "succeeded", output }));
  const taken = (await journal.load(arn))?.resolutions.map(({ attempt }) => attempt) ?? [];
  await append(4, { consumed: taken, dueMs: 20 });
  const snapshot = { ...recordOf(5).snapshot, status: "SUCCEEDED", stoppedMs: 9 } as const;
  await append(5, { snapshot, expiresMs: 100_000 });
  await append(6, { dueMs: 20 });
  await append(last, { snapshot, expiresMs: 100_000 });
}

/** From that request on nothing is answered. */
function dieAt({ dynamoDb, s3 }: SimulatedStores, when: "before" | "after", at: number) {
  let count = 0;
  const dead = new Promise<void>(() => undefined);
  const before = () => (++count > at || (count === at && when === "before") ? dead : undefined);
  const after = () => (count >= at ? dead : undefined);
  dynamoDb.hooks = { before, after };
  s3.hooks = { before, after };
  return () => count >= at;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function activity(edition: number) {
  return {
    kind: "activity",
    arn: "arn:aws:states:us-east-1:123456789012:activity:a",
    edition,
    owner: "us-east-1:123456789012",
    createdMs: 1,
    name: "a",
    tags: [],
  } as const;
}
