import { beforeEach, describe, expect, it } from "vitest";
import { DataKeys } from "../../../lib/adapters/kms/data-keys.ts";
import type { Database } from "../../../lib/adapters/sqlite/database.ts";
import { SqliteDefinitions } from "../../../lib/adapters/sqlite/definitions.ts";
import { sqliteJournal } from "../../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../../lib/adapters/sqlite/open-database.ts";
import { Retention } from "../../../lib/adapters/sqlite/retention.ts";
import { UnnamedTexts } from "../../../lib/adapters/sqlite/unnamed-texts.ts";
import type { StateMachineRecord } from "../../../lib/engine/definitions-port.ts";
import { arnOf, metaOf, recordOf } from "../../durability/torn-content.ts";

const hourMs = 3_600_000;
let database: Database;
let definitions: SqliteDefinitions;
let texts: UnnamedTexts;
let nowMs: number;

beforeEach(() => {
  database = openDatabase(":memory:");
  definitions = new SqliteDefinitions(database);
  texts = new UnnamedTexts(database, definitions, 0);
  nowMs = 0;
});

/** Data keys of one KMS key, which may always be used. */
function testKeys(): DataKeys {
  const kms = async () => ({ CiphertextBlob: Buffer.from("k"), Plaintext: Buffer.alloc(32, "k") });
  return new DataKeys(kms as never, () => 0);
}

/** So many hours pass, with whatever the sweeper does in them. */
async function pass(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    nowMs += hourMs;
    while (await texts.sweep(nowMs));
  }
}

/** The hashes of all texts that are kept; asking is no use of them. */
function kept(): readonly unknown[] {
  return database
    .prepare("SELECT hash FROM texts ORDER BY hash")
    .all()
    .map(({ hash }) => hash);
}

function machine(definitionHash: string, edition: number): StateMachineRecord {
  return {
    kind: "stateMachine",
    arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
    edition,
    owner: "us-east-1:123456789012",
    createdMs: 0,
    name: "m",
    type: "STANDARD",
    status: "ACTIVE",
    revision: revisionOf(definitionHash),
    tags: [],
    lastVersion: 0,
  };
}

function revisionOf(definitionHash: string): StateMachineRecord["revision"] {
  return {
    revisionId: "r",
    definitionHash,
    roleArn: "arn:aws:iam::123456789012:role/r",
    logging: { level: "OFF", includeExecutionData: false },
    tracing: { enabled: false },
    updatedMs: 0,
  };
}

async function create(hash: string, edition = 1): Promise<void> {
  await definitions.putText(hash, `text of ${hash}`);
  expect(await definitions.put(machine(hash, edition))).toBe(true);
}

describe("the text of a definition", () => {
  it("stays as long as a state machine names it, and then for two rounds", async () => {
    await create("a");
    await pass(10);
    expect(kept()).toEqual(["a"]);
    await create("b", 2);
    await pass(1);
    expect(kept()).toEqual(["a", "b"]);
    await pass(3);
    expect(kept()).toEqual(["b"]);
    await definitions.delete(machine("b", 2).arn, 2);
    await pass(4);
    expect(kept()).toEqual([]);
  });

  it("stays as long as an execution that began with it is kept", async () => {
    const journal = sqliteJournal(database, () => nowMs);
    await create("a");
    for (let execution = 0; execution < 500; execution++) {
      const revision = revisionOf(execution === 499 ? "a" : "b");
      await journal.create(arnOf(execution), { ...metaOf(execution), revision });
    }
    await create("b", 2);
    await pass(10);
    expect(kept()).toEqual(["a", "b"]);
    const expiresMs = nowMs + hourMs;
    for (let number = 1; number <= 25; number++) {
      const record = recordOf(499, number);
      const dueMs = number === 25 ? undefined : record.dueMs;
      await journal.append(arnOf(499), {
        ...record,
        dueMs,
        expiresMs: number === 25 ? expiresMs : undefined,
      });
    }
    const retention = new Retention(database);
    while (await retention.sweep(expiresMs));
    await pass(3);
    expect(kept()).toEqual(["b"]);
  });

  it("stays as long as an execution is kept whose META is sealed", async () => {
    const keys = testKeys();
    const journal = sqliteJournal(database, () => nowMs, keys);
    const encryption = { kmsKeyId: "k", reuseSeconds: 60, context: {} };
    await create("a");
    await keys.ready(encryption);
    const revision = { ...revisionOf("a"), encryption };
    await journal.create(arnOf(1), { ...metaOf(1), revision });
    await create("b", 2);
    await pass(10);
    expect(kept()).toEqual(["a", "b"]);
  });

  it("stays where it is put again at any moment before it would go", async () => {
    await create("a");
    await create("b", 2);
    await pass(2);
    // Somebody creates a state machine with the same definition: first its text is put.
    await definitions.putText("a", "text of a");
    await pass(1);
    expect(kept()).toEqual(["a", "b"]);
    expect(await definitions.put({ ...machine("a", 1), arn: `${machine("a", 1).arn}2` })).toBe(
      true,
    );
    await pass(5);
    expect(kept()).toEqual(["a", "b"]);
  });

  it("stays where it is put while the round that would delete it is ending", async () => {
    await create("a");
    await create("b", 2);
    await pass(2);
    const ending = pass(1);
    await definitions.putText("a", "text of a");
    await ending;
    expect(kept()).toEqual(["a", "b"]);
  });

  it("that was put and never named goes", async () => {
    await definitions.putText("a", "text of a");
    await pass(1);
    expect(kept()).toEqual(["a"]);
    await pass(3);
    expect(kept()).toEqual([]);
  });
});
