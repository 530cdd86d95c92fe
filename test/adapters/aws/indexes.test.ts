import { describe, expect, it } from "vitest";
import { answerOf, arn, metaOf, recordOf, stateMachineArn } from "./journal-samples.ts";
import { nothingUsed } from "./simulated-dynamodb.ts";
import { simulatedStores } from "./simulated-stores.ts";

const activityArn = "arn:aws:states:us-east-1:123456789012:activity:Pack";
const task = { executionArn: arn, attempt: 5, stateName: "Pack", taskToken: "t", input: {} };
const all = { beforeMs: 1e15, limit: 9 };

describe("indexes that lag behind", () => {
  it("tell what is due when they have caught up, and harm nobody before", async () => {
    const { journal, dynamoDb } = simulatedStores();
    dynamoDb.holdsIndexes = true;
    await journal.create(arn, metaOf());
    expect(await journal.due(all)).toEqual([]);
    dynamoDb.replicate();
    await journal.append(arn, recordOf(1, { dueMs: 50 }));
    expect(await journal.due(all)).toEqual([{ arn, dueMs: 1 }]);
    dynamoDb.replicate();
    expect(await journal.due(all)).toEqual([{ arn, dueMs: 50 }]);
  });

  it("list an execution once while it goes from one status to another", async () => {
    const { journal, executions, dynamoDb } = simulatedStores();
    const list = async () => {
      const page = await executions.list({ of: { stateMachineArn }, limit: 9 });
      return page.items.map(({ status }) => status);
    };
    await journal.create(arn, metaOf());
    dynamoDb.holdsIndexes = true;
    const snapshot = { ...recordOf(1).snapshot, status: "FAILED", stoppedMs: 3 } as const;
    await journal.append(arn, recordOf(1, { snapshot }));
    expect(await list()).toEqual(["RUNNING"]);
    dynamoDb.replicate();
    expect(await list()).toEqual(["FAILED"]);
  });

  it("hand out no task that was removed", async () => {
    const { activityQueue, dynamoDb } = simulatedStores();
    await activityQueue.put(activityArn, task);
    dynamoDb.holdsIndexes = true;
    await activityQueue.remove(arn, 5);
    expect(await activityQueue.take(activityArn)).toBeUndefined();
    await activityQueue.put(activityArn, task);
    dynamoDb.replicate();
    expect(await activityQueue.take(activityArn)).toEqual(task);
  });
});

describe("the due index", () => {
  it("loses answers to what is gone, when somebody meets them", async () => {
    const { journal, dynamoDb } = simulatedStores();
    await journal.create(arn, metaOf());
    await journal.append(arn, recordOf(1));
    await journal.resolve(arn, answerOf(3));
    await journal.resolve(arn, { ...answerOf(4), incarnation: 6 });
    await journal.resolve(`${arn}-gone`, answerOf(5));
    expect(await journal.due(all)).toEqual([{ arn, dueMs: 3 }]);
    expect([...dynamoDb.items()]).toHaveLength(3);
  });

  it("is read from all shards in pages of any size", async () => {
    const { journal, dynamoDb } = simulatedStores();
    dynamoDb.pageBytesMax = 500;
    const dues = Array.from({ length: 60 }, (_, at) => ({ arn: `${arn}${at}`, dueMs: at % 7 }));
    for (const { arn, dueMs } of dues) await journal.create(arn, metaOf({ startedMs: dueMs }));
    const inOrder = dues.toSorted(
      (left, right) => left.dueMs - right.dueMs || (left.arn < right.arn ? -1 : 1),
    );
    for (const limit of [1, 7, 59, 60, 100]) {
      const found: typeof dues = [];
      for (;;) {
        const page = await journal.due({ beforeMs: 9, limit, after: found.at(-1) });
        found.push(...page);
        if (page.length === 0) break;
      }
      expect(found).toEqual(inOrder);
    }
  });
});

describe("a first wake-up that brings META", () => {
  it("lets the first record be appended without a read", async () => {
    const first = simulatedStores();
    await first.journal.create(arn, metaOf());
    const { dynamoDb } = first;
    const second = simulatedStores({ dynamoDb });
    dynamoDb.used = nothingUsed();
    second.assume(arn, metaOf());
    expect(await second.journal.append(arn, recordOf(1))).toBe(true);
    expect(dynamoDb.used.readUnits).toBe(0);
    expect(await first.journal.append(arn, recordOf(1, { nonce: 9 }))).toBe(false);
  });

  it("is not believed when it is old: what it tells of may have come and gone", async () => {
    const { journal, assume } = simulatedStores({ now: () => 3_600_000 });
    assume(arn, metaOf());
    expect(await journal.append(arn, recordOf(1))).toBe(false);
  });
});

it("reads what a batch leaves over", async () => {
  const { definitions, dynamoDb } = simulatedStores();
  dynamoDb.batchMax = 3;
  const owner = "us-east-1:123456789012";
  const names = Array.from({ length: 10 }, (_, at) => `a${at}`);
  for (const name of names) {
    const record = { kind: "activity", arn: `${activityArn}${name}`, name, owner } as const;
    await definitions.put({ ...record, edition: 1, createdMs: 1, tags: [] });
  }
  const { items } = await definitions.list({ kind: "activity", owner, limit: 50 });
  expect(items.map((record) => record.kind === "activity" && record.name)).toEqual(names);
});
