import { MemoryActivityQueue } from "../../lib/adapters/memory/activity-queue.ts";
import { SqliteActivityQueue } from "../../lib/adapters/sqlite/activity-queue.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import { activityQueueContract } from "./activity-queue.ts";
import { sealedActivityQueue } from "./sealed-stores.ts";

activityQueueContract("memory", () => new MemoryActivityQueue());
activityQueueContract("SQLite", () => new SqliteActivityQueue(openDatabase(":memory:")));
activityQueueContract("SQLite with a key of the customer's", sealedActivityQueue);
