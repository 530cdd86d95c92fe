import { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import { definitionsContract } from "./definitions.ts";

definitionsContract("memory", () => new MemoryDefinitions());
