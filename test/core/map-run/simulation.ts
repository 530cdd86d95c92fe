import { expect } from "vitest";
import type { StartMapRun } from "../../../lib/core/command.ts";
import {
  type AdvanceMapRunOptions,
  advanceMapRun,
} from "../../../lib/core/map-run/advance-map-run.ts";
import type { MapRunProgram } from "../../../lib/core/map-run/child-inputs.ts";
import type { MapRunCounts } from "../../../lib/core/map-run/map-run-counts.ts";
import type { MapRunInfo } from "../../../lib/core/map-run/map-run-names.ts";
import {
  type ChildEnd,
  createMapRun,
  type MapItem,
  type MapRunSnapshot,
} from "../../../lib/core/map-run/map-run-snapshot.ts";
import type {
  MapRunCommand,
  MapRunCommandByType,
  MapRunStimulus,
  MapRunStimulusByType,
  MapRunStimulusType,
} from "../../../lib/core/map-run/map-run-stimulus.ts";
import type { Answer } from "../../../lib/core/stimulus.ts";
import { mapRunFormat } from "../../../lib/engine/record-format.ts";
import type { JsonObject, JsonValue } from "../../../lib/language/json.ts";

export const info: MapRunInfo = {
  mapRunArn: "arn:aws:states:us-east-1:111111111111:mapRun:Machine/Label:id",
  executionArn: "arn:aws:states:us-east-1:111111111111:execution:Machine:parent",
  roleArn: "arn:aws:iam::111111111111:role/role",
  stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:Machine/Label",
  stateMachineName: "Machine/Label",
  childType: "STANDARD",
};

export function orderOf(order: Partial<StartMapRun>): StartMapRun {
  return {
    attempt: 3,
    stateName: "Map",
    input: null,
    context: {},
    variables: {},
    maxConcurrency: 0,
    ...order,
  };
}

/** A reader in state data: its items come as pages. */
export const anyReader = {
  resource: "arn:aws:states:::s3:getObject",
  parameters: {},
  config: {},
};

/** Plays everything around a Map Run: readers, children, writers. */
export class Simulation {
  run: MapRunSnapshot;
  /** Commands that nobody has carried out yet. */
  readonly commands: MapRunCommand[] = [];
  readonly inputs = new Map<number, JsonValue>();
  readonly running = new Set<number>();
  /** The most children that ran at once. */
  mostRunning = 0;
  /** The most items that waited. */
  mostWaiting = 0;
  finished: MapRunCommandByType["finish"] | undefined;
  private readonly program: MapRunProgram;
  private readonly options: AdvanceMapRunOptions;
  private at = 1_000;

  constructor(
    order: Partial<StartMapRun>,
    program: MapRunProgram = { itemSelector: undefined },
    options: AdvanceMapRunOptions = {},
  ) {
    this.run = createMapRun(info, orderOf(order));
    this.program = program;
    this.options = options;
  }

  /** Tells the Map Run something; the snapshot goes through JSON before and after. */
  async tell<T extends MapRunStimulusType>(
    type: T,
    fields: MapRunStimulusByType[T],
  ): Promise<Answer | undefined> {
    const [answer] = await this.tellAll([this.stimulus(type, fields)]);
    return answer;
  }

  stimulus<T extends MapRunStimulusType>(type: T, fields: MapRunStimulusByType[T]): MapRunStimulus {
    return { type, at: this.at++, seed: 7, ...fields } as unknown as MapRunStimulus;
  }

  async tellAll(stimuli: readonly MapRunStimulus[]): Promise<readonly Answer[]> {
    const before = writeMapRun(this.run);
    const again = readMapRun(this.run, before);
    const advanced = await advanceMapRun(this.program, again, stimuli, this.options);
    const same = await advanceMapRun(this.program, this.run, stimuli, this.options);
    expect(writeMapRun(same.snapshot)).toBe(writeMapRun(advanced.snapshot));
    expect(same.commands).toEqual(advanced.commands);
    expect(writeMapRun(this.run)).toBe(before);
    this.run = advanced.snapshot;
    this.commands.push(...advanced.commands);
    this.mostWaiting = Math.max(this.mostWaiting, this.run.reading.waiting.length);
    return advanced.answers;
  }

  /** Takes the commands that start children, stop them or finish the run. */
  takeChildCommands(): void {
    for (const command of this.commands.splice(0)) this.take(command);
    this.mostRunning = Math.max(this.mostRunning, this.running.size);
  }

  private take(command: MapRunCommand): void {
    if (command.type === "startChild") {
      expect(this.inputs.has(command.index)).toBe(false);
      this.inputs.set(command.index, command.input);
      this.running.add(command.index);
    } else if (command.type === "redriveChild") {
      expect(this.inputs.has(command.index)).toBe(true);
      this.running.add(command.index);
    } else if (command.type === "finish") {
      this.finished = command;
    } else {
      this.others.push(command);
    }
  }

  /** Commands other than those of `takeChildCommands`. */
  readonly others: MapRunCommand[] = [];

  /** The other command of this type, which is then gone. */
  other<T extends "readItems" | "stopChildren" | "writeResults">(
    type: T,
  ): Extract<MapRunCommand, { type: T }> | undefined {
    const at = this.others.findIndex((command) => command.type === type);
    if (at === -1) return undefined;
    return this.others.splice(at, 1)[0] as Extract<MapRunCommand, { type: T }>;
  }

  /** Ends a child; by default it succeeds with its input. */
  async end(index: number, status: ChildEnd = "SUCCEEDED", output?: JsonValue): Promise<void> {
    this.running.delete(index);
    const result = output === undefined ? (this.inputs.get(index) ?? null) : output;
    await this.tell("childEnded", { index, status, output: result });
    this.takeChildCommands();
  }

  async start(): Promise<void> {
    await this.tell("start", {});
    this.takeChildCommands();
  }

  /** Answers the pending read, if there is one, with the next items of these. */
  async read(items: readonly JsonValue[], size = Number.POSITIVE_INFINITY): Promise<boolean> {
    const read = this.other("readItems");
    if (read === undefined) return false;
    const from = Number(read.cursor ?? 0);
    expect(from).toBe(read.from);
    const end = Math.min(items.length, from + Math.min(read.max, size));
    const page: MapItem[] = items.slice(from, end).map((value) => ({ value, source: "s3://b/k" }));
    const ended = end === items.length;
    await this.tell("itemsRead", { from, items: page, cursor: end, ended });
    this.takeChildCommands();
    return true;
  }

  /** Lets everything go well to the end. */
  async runOut(items: readonly JsonValue[] = []): Promise<void> {
    while (this.finished === undefined) {
      if (await this.read(items)) continue;
      const [index] = this.running;
      expect(index, "the Map Run is stuck").toBeDefined();
      await this.end(index ?? 0);
    }
  }
}

/** 0, 1, 2 … */
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

export const noCounts: MapRunCounts = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

export const exceeded = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
};

/** The items of a batch. */
export function itemsOf(input: JsonValue): readonly JsonValue[] {
  return (input as JsonObject).Items as readonly JsonValue[];
}

/** What a journal keeps of it. */
function writeMapRun(run: MapRunSnapshot): string {
  const record = {
    incarnation: 0,
    number: 1,
    nonce: 0,
    before: run,
    snapshot: run,
    events: [],
    unconfirmed: [],
    consumed: [],
    dueMs: undefined,
    expiresMs: undefined,
  };
  const { state, values } = mapRunFormat.writeRecord(record);
  for (const { hash, text } of values) largeValues.set(hash, text());
  return state;
}

function readMapRun({ info, order }: MapRunSnapshot, state: string): MapRunSnapshot {
  const meta = { incarnation: 0, startedMs: 0, info, order, seed: 0 };
  const head = mapRunFormat.readHead(
    { ...meta, parentIncarnation: 0, generation: 0, parentRedrive: 0 },
    [{ format: 1, state }],
    (hash) => largeValues.get(hash),
  );
  return head.snapshot;
}

const largeValues = new Map<string, string>();
