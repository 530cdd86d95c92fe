import type { Definitions, StateMachineRecord } from "../../engine/ports.ts";

/** State machines in memory. */
export class MemoryDefinitions implements Definitions {
  private records: Map<string, StateMachineRecord> | undefined;

  put(stateMachine: StateMachineRecord): void {
    this.records ??= new Map();
    this.records.set(stateMachine.stateMachineArn, stateMachine);
  }

  get(stateMachineArn: string): StateMachineRecord | undefined {
    return this.records?.get(stateMachineArn);
  }

  delete(stateMachineArn: string): boolean {
    return this.records?.delete(stateMachineArn) ?? false;
  }
}
