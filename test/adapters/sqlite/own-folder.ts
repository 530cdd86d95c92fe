import { SqliteDefinitions } from "../../../lib/adapters/sqlite/definitions.ts";
import { openDatabase } from "../../../lib/adapters/sqlite/open-database.ts";

// A process that opens a data folder, writes something, and stays until it is killed.
const [folder = ""] = process.argv.slice(2);
await new SqliteDefinitions(openDatabase(folder)).putText("owner's", "text");
process.stdout.write("ready\n");
setInterval(() => undefined, 60_000);
