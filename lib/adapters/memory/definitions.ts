import type { Definitions, StateMachineRecord } from "../../engine/ports.ts";

/** State machines in memory. */
export class MemoryDefinitions implements Definitions {
  private readonly records = new Map<string, StateMachineRecord>();

  put(stateMachine: StateMachineRecord): void {
    this.records.set(stateMachine.stateMachineArn, stateMachine);
  }

  get(stateMachineArn: string): StateMachineRecord | undefined {
    return this.records.get(stateMachineArn);
  }

  delete(stateMachineArn: string): boolean {
    return this.records.delete(stateMachineArn);
  }
}
