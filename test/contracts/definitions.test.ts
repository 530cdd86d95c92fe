import { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import { SqliteDefinitions } from "../../lib/adapters/sqlite/definitions.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import { definitionsContract } from "./definitions.ts";
import { SealedDefinitions } from "./sealed-stores.ts";

definitionsContract("memory", () => new MemoryDefinitions());
definitionsContract("SQLite", () => new SqliteDefinitions(openDatabase(":memory:")));
definitionsContract("SQLite with a key of the customer's", () => new SealedDefinitions());
