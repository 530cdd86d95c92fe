import { MemoryJournal } from "../../lib/adapters/memory/journal.ts";
import { journalContract } from "./journal.ts";

journalContract("memory", (now) => new MemoryJournal({ now }));
