import { awsJournal } from "../../../lib/adapters/aws/journal.ts";
import { journalContract } from "../../contracts/journal.ts";
import { simulatedStores } from "./simulated-stores.ts";

journalContract("a simulated DynamoDB", (now) => awsJournal(simulatedStores(now)));
