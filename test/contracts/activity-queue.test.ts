import { MemoryActivityQueue } from "../../lib/adapters/memory/activity-queue.ts";
import { activityQueueContract } from "./activity-queue.ts";

activityQueueContract("memory", () => new MemoryActivityQueue());
