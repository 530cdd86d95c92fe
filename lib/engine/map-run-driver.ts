import type { Machine } from "../core/machine.ts";
import { advanceMapRun } from "../core/map-run/advance-map-run.ts";
import { type MapRunProgram, pendingInputs } from "../core/map-run/child-inputs.ts";
import { type IndexRanges, indexesOf, union, without } from "../core/map-run/index-ranges.ts";
import { readMapRun, writeMapRun } from "../core/map-run/map-run-json.ts";
import { ChildNames } from "../core/map-run/map-run-names.ts";
import type { MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type {
  MapRunCommand,
  MapRunCommandByType,
  MapRunCommandType,
  MapRunStimulus,
  MapRunStimulusByType,
  MapRunStimulusType,
} from "../core/map-run/map-run-stimulus.ts";
import type { ExecutionInfo } from "../core/snapshot.ts";
import type { Stimulus } from "../core/stimulus.ts";
import { awsLimits } from "../data/limits.ts";
import { StatesError } from "../data/states-error.ts";
import type { ChildResult } from "../data/writers/result-entry.ts";
import type { JsonObject, JsonValue } from "../language/json.ts";
import type { Driver } from "./driver.ts";
import type { Engine } from "./engine.ts";
import type { MapData } from "./map-data-port.ts";

/** What a Map Run is driven with. */
export interface MapRunParts {
  readonly processor: Machine;
  readonly program: MapRunProgram;
  readonly snapshot: MapRunSnapshot;
  /** How many Map Runs the same attempt had before this one. */
  readonly generation: number;
}

type ToParent<S = Stimulus> = S extends Stimulus ? Omit<S, "at" | "seed"> : never;

/** The one driver of a Map Run in this process: what waits for it is taken in together. */
export class MapRunDriver {
  snapshot: MapRunSnapshot;
  readonly generation: number;
  /** By index; an Express child that is redriven is another execution. */
  readonly children = new Map<number, Driver>();
  private readonly engine: Engine;
  private readonly data: MapData;
  private readonly processor: Machine;
  private readonly program: MapRunProgram;
  private readonly names: ChildNames;
  private inbox: MapRunStimulus[] = [];
  private busy = false;
  private ended: (() => void) | undefined;

  constructor(engine: Engine, data: MapData, parts: MapRunParts) {
    this.engine = engine;
    this.data = data;
    this.processor = parts.processor;
    this.program = parts.program;
    this.snapshot = parts.snapshot;
    this.generation = parts.generation;
    this.names = new ChildNames(parts.snapshot.info);
  }

  /** Tells the Map Run something; it is taken in when the Map Run is looked at. */
  tell<T extends MapRunStimulusType>(type: T, fields: MapRunStimulusByType[T]): void {
    this.offer(type, fields);
    void this.engine.ports.wakeQueue.send(this.snapshot.info.mapRunArn);
  }

  /** Tells the execution whose Map state this is. */
  tellParent(stimulus: ToParent): void {
    const { executionArn } = this.snapshot.info;
    void this.engine.tell(executionArn, { ...stimulus, ...this.moment() } as Stimulus);
  }

  /** Calls back when the Map Run is not running, which may be now. */
  whenEnded(callback: () => void): void {
    if (this.snapshot.status === "RUNNING") this.ended = callback;
    else callback();
  }

  /** Goes on until nothing waits for it any more. */
  async drive(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.inbox.length > 0) await this.step();
    } catch (error) {
      this.engine.crashed(error);
    } finally {
      this.busy = false;
    }
  }

  private async step(): Promise<void> {
    const stimuli = this.inbox;
    this.inbox = [];
    const { limits } = this.engine.options;
    const advanced = await advanceMapRun(this.program, this.snapshot, stimuli, { limits });
    this.snapshot = this.engine.reload
      ? readMapRun(writeMapRun(advanced.snapshot))
      : advanced.snapshot;
    for (const command of advanced.commands) {
      const done = this.perform(command);
      if (done !== undefined) await done;
    }
    // Nothing comes of it but that the starts are not kept any longer.
    const { starting, children } = this.snapshot;
    if (starting.length > 0) this.offer("childrenStarted", { below: children });
  }

  private offer<T extends MapRunStimulusType>(type: T, fields: MapRunStimulusByType[T]): void {
    this.inbox.push({ type, ...this.moment(), ...fields } as unknown as MapRunStimulus);
  }

  private moment(): { readonly at: number; readonly seed: number } {
    const { clock } = this.engine.ports;
    return { at: clock.now(), seed: clock.seed() };
  }

  private perform(command: MapRunCommand): Promise<void> | undefined {
    return this.performAs(command.type, command);
  }

  private performAs<T extends MapRunCommandType>(
    type: T,
    command: MapRunCommandByType[T],
  ): Promise<void> | undefined {
    return this.performers[type](command);
  }

  private readonly performers: {
    readonly [T in MapRunCommandType]: (
      command: MapRunCommandByType[T],
    ) => Promise<void> | undefined;
  } = {
    readItems: (command) => this.readItems(command),
    startChild: ({ index, input, mapItem }) => this.startChild(index, 0, input, mapItem),
    redriveChild: ({ index }) => this.redriveChild(index),
    stopChildren: ({ indexes }) => this.stopChildren(indexes),
    writeResults: () => this.writeResults(),
    finish: (command) => this.finish(command),
  };

  private async readItems({ cursor, from, max }: MapRunCommandByType["readItems"]): Promise<void> {
    const { info, order } = this.snapshot;
    if (order.reader === undefined) return;
    try {
      const { mapRunArn } = info;
      const page = await this.data.read({ mapRunArn, reader: order.reader, cursor, max });
      this.offer("itemsRead", { from, ...page });
    } catch (error) {
      const { errorName, causeText = "" } = statesError(error);
      this.offer("readFailed", { from, error: errorName, cause: causeText });
    }
  }

  private startChild(
    index: number,
    attempt: number,
    input: JsonValue,
    mapItem: JsonObject | undefined,
  ): undefined {
    const { engine } = this;
    const { at: startedMs, seed } = this.moment();
    const info = this.childInfo(index, attempt, mapItem);
    const started = engine.start(this.processor, {
      incarnation: engine.nextNonce(),
      info,
      input,
      startedMs,
      seed,
    });
    const begin = (driver: Driver | undefined): void => {
      if (driver === undefined) return;
      this.children.set(index, driver);
      this.awaitEnd(index, driver);
      void engine.ports.wakeQueue.send(info.executionArn);
    };
    if (started instanceof Promise) engine.slots.hold(started.then(begin));
    else begin(started);
  }

  private childInfo(
    index: number,
    attempt: number,
    mapItem: JsonObject | undefined,
  ): ExecutionInfo {
    const { info } = this.snapshot;
    return {
      ...this.names.of(index, attempt),
      roleArn: info.roleArn,
      stateMachineArn: info.stateMachineArn,
      stateMachineName: info.stateMachineName,
      type: info.childType,
      mapRunArn: info.mapRunArn,
      ...(mapItem !== undefined && { mapItem }),
    };
  }

  private awaitEnd(index: number, driver: Driver): void {
    driver.whenEnded = ({ snapshot }) => {
      const { status, output, nextEventId } = snapshot;
      if (!isChildEnd(status)) return;
      const { historyEventsMax } = this.engine.options.limits ?? awsLimits;
      const redrivable = nextEventId < historyEventsMax - 1;
      this.tell("childEnded", { index, status, output, redrivable });
    };
  }

  /** A Standard child goes on where it failed, an Express child begins again. */
  private redriveChild(index: number): undefined {
    const driver = this.children.get(index);
    if (driver === undefined) return;
    const { info, input } = driver.meta;
    if (info.type === "EXPRESS") {
      this.startChild(index, this.snapshot.redriveCount, input, info.mapItem);
      return;
    }
    this.awaitEnd(index, driver);
    void this.engine.tell(driver.executionArn, { type: "redrive", ...this.moment() });
  }

  private stopChildren(indexes: readonly number[]): undefined {
    for (const index of indexes) {
      const driver = this.children.get(index);
      if (driver === undefined) continue;
      void this.engine.tell(driver.executionArn, {
        type: "abort",
        cause: "The Map Run of this execution was stopped",
        ...this.moment(),
      });
    }
  }

  private async writeResults(): Promise<void> {
    const { snapshot: run } = this;
    const { SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = run.ended;
    try {
      const written = await this.data.write({
        run,
        succeeded: this.results(without(SUCCEEDED, run.resultsWritten)),
        failed: this.results([FAILED, TIMED_OUT, ABORTED].reduce(union)),
        pending: pendingInputs(this.program, run, this.engine.options.limits ?? awsLimits),
      });
      this.offer("resultsWritten", written);
    } catch (error) {
      this.offer("writeFailed", { cause: statesError(error).causeText ?? "" });
    }
  }

  private *results(indexes: IndexRanges): Generator<ChildResult> {
    for (const index of indexesOf(indexes)) {
      const driver = this.children.get(index);
      if (driver !== undefined) yield childResult(driver);
    }
  }

  private finish({ output, error, cause, located }: MapRunCommandByType["finish"]): undefined {
    const { order, status, info } = this.snapshot;
    const { attempt } = order;
    this.data.release(info.mapRunArn);
    const { ended } = this;
    this.ended = undefined;
    // Whoever waits for the end goes on from there: the parent does not hear of it.
    if (ended !== undefined) return void ended();
    if (status === "SUCCEEDED") {
      this.tellParent({ type: "taskSucceeded", attempt, output: output ?? null });
    } else if (status === "ABORTED") {
      this.tellParent({ type: "mapRunAborted", attempt });
    } else {
      const whole = located ? `${this.whereabouts()}${cause ?? ""}` : cause;
      this.tellParent({ type: "taskFailed", attempt, error, cause: whole });
    }
  }

  /** AWS's words before the cause of an error of evaluation. */
  private whereabouts(): string {
    const { info, order } = this.snapshot;
    const threads = this.engine.driver(info.executionArn)?.snapshot.threads.values() ?? [];
    for (const { phase, state, enteredEventId } of threads) {
      if (phase.type !== "mapRun" || phase.attempt !== order.attempt) continue;
      return `An error occurred while executing the state '${state}' (entered at the event id #${enteredEventId}). `;
    }
    return "";
  }
}

function childResult({ meta, snapshot }: Driver): ChildResult {
  const { executionArn, name, stateMachineArn } = meta.info;
  const { status, output, error, cause, stoppedMs = 0, redriveCount } = snapshot;
  return {
    executionArn,
    name,
    stateMachineArn,
    status: isChildEnd(status) ? status : "ABORTED",
    input: meta.input,
    output,
    error,
    cause,
    startedMs: meta.startedMs,
    stoppedMs,
    redriveCount,
  };
}

function isChildEnd(status: string): status is ChildResult["status"] {
  return childEnds.has(status);
}

const childEnds = new Set(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]);

function statesError(error: unknown): StatesError {
  if (error instanceof StatesError) return error;
  throw error;
}
