import { expect, it } from "vitest";
import { SqliteExecutions } from "../../../lib/adapters/sqlite/executions.ts";
import { sqliteJournal } from "../../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../../lib/adapters/sqlite/open-database.ts";
import { Retention } from "../../../lib/adapters/sqlite/retention.ts";
import { arnOf, metaOf, recordOf } from "../../durability/torn-content.ts";

it("deletes all of what has expired, in small steps, and nothing else", async () => {
  const database = openDatabase(":memory:");
  const journal = sqliteJournal(database, () => 0);
  for (let execution = 0; execution < 50; execution++) {
    await journal.create(arnOf(execution), metaOf(execution));
    for (let number = 1; number <= 25; number++) {
      const expiresMs = number === 25 && execution !== 3 ? 100 + execution : undefined;
      await journal.append(arnOf(execution), { ...recordOf(execution, number), expiresMs });
    }
    await journal.resolve(arnOf(execution), {
      incarnation: 7,
      attempt: 5,
      at: 1,
      outcome: { type: "heartbeat" },
    });
  }
  const retention = new Retention(database);
  expect(await retention.sweep(99)).toBe(false);
  let steps = 1;
  while (await retention.sweep(148)) steps++;
  expect(steps).toBeGreaterThan(48);
  const rows = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  expect(rows("journals")).toBe(2);
  expect(rows("metas")).toBe(2);
  expect(rows("records")).toBe(50);
  expect(rows("resolutions")).toBe(2);
  expect(rows("listings")).toBe(2);
  expect(rows("garbage")).toBe(0);
  const values = database.prepare("SELECT DISTINCT journal FROM large_values").all();
  expect(values.length).toBeLessThanOrEqual(2);
  const { stateMachineArn } = metaOf(0).info;
  const listed = new SqliteExecutions(database, () => 0).list({
    of: { stateMachineArn },
    limit: 9,
  });
  expect(listed.items.map(({ name }) => name)).toEqual(["e49", "e3"]);
  expect(journal.load(arnOf(3))?.number).toBe(25);
  expect(await journal.create(arnOf(4), metaOf(4))).toBeUndefined();
  database.close();
});

it("lets others write in between, and does not keep them from being answered", async () => {
  const database = openDatabase(":memory:");
  const journal = sqliteJournal(database, () => 0);
  const failing = database.write(() => {
    throw new Error("mine alone");
  });
  const [created, failed] = await Promise.allSettled([
    journal.create(arnOf(1), metaOf(1)),
    failing,
  ]);
  expect(created).toEqual({ status: "fulfilled", value: undefined });
  expect(failed).toMatchObject({ status: "rejected", reason: { message: "mine alone" } });
  expect(journal.load(arnOf(1))?.meta).toEqual(metaOf(1));
  database.close();
  await expect(journal.create(arnOf(2), metaOf(2))).rejects.toThrow("is closed");
});
