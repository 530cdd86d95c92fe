import { activityQueueContract } from "../../contracts/activity-queue.ts";
import { definitionsContract } from "../../contracts/definitions.ts";
import { executionsContract } from "../../contracts/executions.ts";
import { journalContract } from "../../contracts/journal.ts";
import { simulatedStores } from "./simulated-stores.ts";
import { storesContract } from "./stores-contract.ts";

const name = "a simulated DynamoDB";

journalContract(name, (now) => simulatedStores({ now }).journal);
definitionsContract(name, () => simulatedStores().definitions);
executionsContract(name, () => simulatedStores());
activityQueueContract(name, () => simulatedStores().activityQueue);
storesContract(name, (now) => simulatedStores({ now }));
