import { MemoryJournal } from "../../lib/adapters/memory/journal.ts";
import { journalContract } from "./journal.ts";

journalContract("memory", () => new MemoryJournal());
journalContract("memory that keeps texts", () => new MemoryJournal(true));
