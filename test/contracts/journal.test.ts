import { MemoryJournal } from "../../lib/adapters/memory/journal.ts";
import { sqliteJournal } from "../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import { executionFormat } from "../../lib/engine/record-format.ts";
import { journalContract } from "./journal.ts";
import { SealedJournal } from "./sealed-stores.ts";
import { TextJournal } from "./text-journal.ts";

journalContract("memory", (now) => new MemoryJournal({ now }));
journalContract("memory that keeps texts", (now) => new TextJournal(executionFormat, { now }));
journalContract("SQLite with a key of the customer's", (now) => new SealedJournal(now));
journalContract("SQLite", (now) => sqliteJournal(openDatabase(":memory:"), now));
