import { expect, it } from "vitest";
import { type Head, Heads } from "../../../lib/adapters/sqlite/heads.ts";
import { journalStatements } from "../../../lib/adapters/sqlite/journal-statements.ts";
import { openDatabase } from "../../../lib/adapters/sqlite/open-database.ts";

it("keeps those that were used last, however many wait", () => {
  const database = openDatabase(":memory:");
  const heads = new Heads(database, journalStatements(database), () => []);
  const arns = Array.from({ length: 10_000 }, (_, n) => `arn${n}`);
  for (const [id, arn] of arns.entries()) heads.keep(arn, waiting(id));
  // The database has none of them, so that whatever is not kept is not found.
  const kept = arns.filter((arn) => heads.dueMs(arn) !== undefined);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThanOrEqual(4_096);
  expect(kept).toEqual(arns.slice(-kept.length));
  database.close();
});

function waiting(id: number): Head<object, object> {
  return {
    id,
    incarnation: 1,
    code: 0,
    dueMs: 86_400_000,
    expiresMs: undefined,
    number: 1,
    lastEventId: 2,
    base: 1,
    position: undefined,
    resolved: new Map(),
    hasResolutions: false,
    meta: undefined,
    left: undefined,
    seal: "none",
  };
}
