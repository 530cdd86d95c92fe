import { type Advanced, type AdvanceOptions, advance } from "../../lib/core/advance.ts";
import type { Command } from "../../lib/core/command.ts";
import type { HistoryEvent } from "../../lib/core/history-event.ts";
import { compileMachine, type Machine } from "../../lib/core/machine.ts";
import type { ExecutionInfo, Snapshot } from "../../lib/core/snapshot.ts";
import { createSnapshot, readSnapshot, writeSnapshot } from "../../lib/core/snapshot-json.ts";
import type { Answer, Stimulus, StimulusByType, StimulusType } from "../../lib/core/stimulus.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";

export const execution: ExecutionInfo = {
  executionArn: "arn:aws:states:us-east-1:111111111111:execution:machine:run",
  name: "run",
  roleArn: "arn:aws:iam::111111111111:role/role",
  stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:machine",
  stateMachineName: "machine",
  type: "STANDARD",
};

/** Drives the core by hand: tells it things and keeps what it answers. */
export class Drive {
  readonly machine: Machine;
  snapshot: Snapshot;
  readonly events: HistoryEvent[] = [];
  readonly commands: Command[] = [];
  answers: readonly Answer[] = [];
  nowMs = 0;
  private readonly options: AdvanceOptions;

  constructor(definition: object, info: Partial<ExecutionInfo> = {}, options: AdvanceOptions = {}) {
    this.machine = compileMachine(definition as StateMachineDefinition);
    this.snapshot = createSnapshot({ ...execution, ...info });
    this.options = options;
  }

  start(input: JsonValue = {}): Promise<void> {
    return this.tell("start", { input });
  }

  /** Tells one thing, `afterMs` later, and goes on while there is more to do. */
  async tell<T extends StimulusType>(
    type: T,
    fields: StimulusByType[T],
    afterMs = 0,
  ): Promise<void> {
    this.nowMs += afterMs;
    const stimulus = { type, at: this.nowMs, seed: 7, ...fields } as unknown as Stimulus;
    await this.advance([stimulus]);
  }

  /** Lets the earliest timer fire. */
  async wake(): Promise<void> {
    const { dueMs } = this.snapshot;
    if (dueMs === undefined) throw new Error("no timer is set");
    await this.tell("timerFired", {}, dueMs - this.nowMs);
  }

  /** The attempt of the newest runTask, or of the newest of a state. */
  attempt(stateName?: string): number {
    const command = this.commands.findLast(
      (command) =>
        (command.type === "runTask" || command.type === "startMapRun") &&
        (stateName === undefined || command.stateName === stateName),
    );
    if (command === undefined || !("attempt" in command)) throw new Error("no Task is running");
    return command.attempt;
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }

  private async advance(stimuli: readonly Stimulus[]): Promise<void> {
    const advanced: Advanced = await advance(this.machine, this.snapshot, stimuli, this.options);
    this.events.push(...advanced.events);
    this.commands.push(...advanced.commands);
    if (stimuli.length > 0) this.answers = advanced.answers;
    // Every step survives being stored and loaded.
    const text = writeSnapshot(advanced.snapshot);
    this.snapshot = readSnapshot(text);
    if (writeSnapshot(this.snapshot) !== text) throw new Error(`round trip changed ${text}`);
    if (advanced.more) await this.advance([]);
  }
}

/** A one-state machine's definition, or one with more states. */
export function machine(first: object, others: { readonly [name: string]: object } = {}): object {
  return { StartAt: "First", States: { First: first, ...others } };
}

export const lambda = "arn:aws:lambda:us-east-1:111111111111:function:f";
