import type { AccountUsage } from "../../../lib/engine/account-usage-port.ts";
import type { DefinitionKind, DefinitionRecord } from "../../../lib/engine/definitions-port.ts";
import type { KeptStores } from "./stored-api.ts";

/** Counts by the lists, where a store cannot count. */
export class CountedUsage implements AccountUsage {
  private readonly stores: Pick<KeptStores, "definitions" | "executions">;

  constructor(stores: Pick<KeptStores, "definitions" | "executions">) {
    this.stores = stores;
  }

  async stateMachines(owner: string): Promise<number> {
    return (await this.all("stateMachine", owner)).length;
  }

  async activities(owner: string): Promise<number> {
    return (await this.all("activity", owner)).length;
  }

  async openExecutions(owner: string): Promise<number> {
    let count = 0;
    for (const { arn: stateMachineArn } of await this.all("stateMachine", owner)) {
      const query = { of: { stateMachineArn }, status: "RUNNING", limit: 100 } as const;
      count += (await this.stores.executions.list(query)).items.length;
    }
    return count;
  }

  private async all(kind: DefinitionKind, owner: string): Promise<readonly DefinitionRecord[]> {
    return (await this.stores.definitions.list({ kind, owner, limit: 100 })).items;
  }
}
