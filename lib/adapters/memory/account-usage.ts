import type { AccountUsage } from "../../engine/account-usage-port.ts";
import type { DefinitionKind } from "../../engine/definitions-port.ts";
import type { MemoryDefinitions } from "./definitions.ts";
import type { MemoryJournal } from "./journal.ts";

/** Counts what an account has in memory. */
export class MemoryAccountUsage implements AccountUsage {
  private readonly definitions: MemoryDefinitions;
  private readonly journal: MemoryJournal;

  constructor(definitions: MemoryDefinitions, journal: MemoryJournal) {
    this.definitions = definitions;
    this.journal = journal;
  }

  stateMachines(owner: string): number {
    return this.count("stateMachine", owner);
  }

  activities(owner: string): number {
    return this.count("activity", owner);
  }

  openExecutions(owner: string): number {
    const prefix = `arn:aws:states:${owner}:execution:`;
    let count = 0;
    for (const { meta, snapshot } of this.journal.all()) {
      const { executionArn, stateMachineArn } = meta.info;
      if ((snapshot?.status ?? "RUNNING") !== "RUNNING") continue;
      if (!executionArn.startsWith(prefix)) continue;
      if (this.definitions.get(stateMachineArn) !== undefined) count++;
    }
    return count;
  }

  private count(kind: DefinitionKind, owner: string): number {
    const limit = Number.MAX_SAFE_INTEGER;
    return this.definitions.list({ kind, owner, limit }).items.length;
  }
}
