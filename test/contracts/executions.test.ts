import { MemoryExecutions } from "../../lib/adapters/memory/executions.ts";
import { MemoryJournal } from "../../lib/adapters/memory/journal.ts";
import { SqliteExecutions } from "../../lib/adapters/sqlite/executions.ts";
import { sqliteJournal, sqliteMapRunJournal } from "../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import type { MapRunSnapshot } from "../../lib/core/map-run/map-run-snapshot.ts";
import type { MapRunMeta } from "../../lib/engine/journal-port.ts";
import { executionsContract } from "./executions.ts";

executionsContract("memory", () => {
  const journal = new MemoryJournal();
  const mapRunJournal = new MemoryJournal<MapRunMeta, MapRunSnapshot>();
  return { journal, mapRunJournal, executions: new MemoryExecutions(journal, mapRunJournal) };
});

executionsContract("SQLite", () => {
  const database = openDatabase(":memory:");
  const now = () => 0;
  return {
    journal: sqliteJournal(database, now),
    mapRunJournal: sqliteMapRunJournal(database, now),
    executions: new SqliteExecutions(database, now),
  };
});
