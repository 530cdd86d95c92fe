import {
  advanceMapRun,
  type MapRunAdvanced,
  unconfirmedCommands,
} from "../core/map-run/advance-map-run.ts";
import { type MapRunProgram, pendingInputs } from "../core/map-run/child-inputs.ts";
import { countIndexes, indexesOf, union, without } from "../core/map-run/index-ranges.ts";
import { runningChildren } from "../core/map-run/map-run-counts.ts";
import type { MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type {
  MapRunCommand,
  MapRunCommandByType,
  MapRunCommandType,
  MapRunStimulus,
  MapRunStimulusByType,
  MapRunStimulusType,
} from "../core/map-run/map-run-stimulus.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Answer, Stimulus } from "../core/stimulus.ts";
import { awsLimits } from "../data/limits.ts";
import { StatesError } from "../data/states-error.ts";
import type { Hearer } from "./asked.ts";
import { isLeft } from "./child-ends.ts";
import type { Engine } from "./engine.ts";
import type { JournalHead, JournalRecord, MapRunMeta, Resolution } from "./journal-port.ts";
import type { MapData } from "./map-data-port.ts";
import type { MapRunChildren } from "./map-run-children.ts";
import { mapRunRecord } from "./map-run-record.ts";
import { tellMapState } from "./tell-map-state.ts";

/** What a Map Run is driven with. */
export interface MapRunParts {
  readonly engine: Engine;
  readonly data: MapData;
  readonly meta: MapRunMeta;
  readonly children: MapRunChildren;
  readonly program: MapRunProgram;
  readonly snapshot: MapRunSnapshot;
  /** There is nothing to do for it any more. */
  atRest(driver: MapRunDriver): void;
}

type ToParent<S = Stimulus> = S extends Stimulus ? Omit<S, "at" | "seed"> : never;
type Record = JournalRecord<MapRunSnapshot>;
type Head = JournalHead<MapRunMeta, MapRunSnapshot>;

/** A step that was advanced and is not known to be recorded. */
interface Step {
  readonly stimuli: readonly MapRunStimulus[];
  readonly advanced: MapRunAdvanced;
  readonly record: Record;
}

/**
 * The one driver of a Map Run in this process: what waits for it goes into one record, and what the
 * record obliges to is done once it is won.
 */
export class MapRunDriver {
  readonly meta: MapRunMeta;
  snapshot: MapRunSnapshot;
  private readonly parts: MapRunParts;
  private recordNumber = 0;
  private inbox: MapRunStimulus[] = [];
  private readonly consumed = new Set<number>();
  private readonly hearers = new Map<MapRunStimulus, Required<Hearer>>();
  /** Commands that are to be carried out, because they may not have been. */
  private waiting: MapRunCommand[] = [];
  private unsure: Step | undefined;
  private driving: Promise<void> | undefined;
  private mustRecord = false;
  /** The end is not known to be told. */
  private mustTell = false;
  private whenEnded: (() => void) | undefined;

  constructor(parts: MapRunParts) {
    this.parts = parts;
    this.meta = parts.meta;
    this.snapshot = parts.snapshot;
    const { startedMs: at, seed } = parts.meta;
    this.inbox.push({ type: "start", at, seed });
  }

  /** Goes on from what a process left that may have died. */
  async recover(head: Head): Promise<void> {
    if (head.snapshot === undefined) return;
    this.inbox = [];
    await this.adopt(head);
  }

  /** Whatever others were to do may not have been done: a repeat does no harm. */
  private async adopt(head: Head | undefined): Promise<void> {
    if (head?.snapshot === undefined) return;
    const { number, snapshot, resolutions } = head;
    this.recordNumber = number;
    this.snapshot = snapshot;
    this.leaveEnds();
    this.mustTell = head.unconfirmed.length > 0;
    this.waiting = [];
    if (snapshot.status === "RUNNING" || this.mustTell) {
      const redrives = await this.lostRedrives(resolutions);
      this.waiting = [...redrives, ...unconfirmedCommands(snapshot)];
    }
  }

  /** Children that were to be redriven, and were not: they have ended, and all know it but us. */
  private async lostRedrives(told: readonly Resolution[]): Promise<readonly MapRunCommand[]> {
    const { snapshot, parts } = this;
    const { redriveCount, starting } = snapshot;
    if (redriveCount === 0) return [];
    const open = new Set([...told.map(({ attempt }) => attempt), ...starting.map((s) => s.index)]);
    const redrives: MapRunCommand[] = [];
    for (const index of indexesOf(runningChildren(snapshot))) {
      if (open.has(index)) continue;
      const isLost = await parts.children.mustBeRedriven(index, redriveCount);
      if (isLost) redrives.push({ type: "redriveChild", index });
    }
    return redrives;
  }

  /** Tells the Map Run something; it is taken in when the Map Run is looked at. */
  tell<T extends MapRunStimulusType>(type: T, fields: MapRunStimulusByType[T]): MaybePromise<void> {
    this.offer(type, fields);
    return this.parts.engine.ports.wakeQueue.send(this.snapshot.info.mapRunArn);
  }

  /** Tells the Map Run something, and answers from the record that took it in. */
  ask<T extends MapRunStimulusType>(type: T, fields: MapRunStimulusByType[T]): Promise<Answer> {
    return new Promise((answered, failed) => {
      this.hearers.set(this.offer(type, fields), { answered, failed });
      this.drive().catch(failed);
    });
  }

  /** Tells the execution whose Map state this is: it must be recorded before anything follows. */
  tellParent(stimulus: ToParent): MaybePromise<void> {
    const { engine } = this.parts;
    const { executionArn } = this.snapshot.info;
    const told = { ...stimulus, ...this.moment() } as Stimulus;
    if (engine.isVolatile) return engine.tell(executionArn, told);
    return whenDone(engine.ask(executionArn, told), () => undefined);
  }

  /** Resolves when the Map Run is not running and owes nothing, which may be now. */
  ended(): MaybePromise<void> {
    if (this.snapshot.status !== "RUNNING") return this.hasWork ? this.drive() : undefined;
    return new Promise((resolve) => {
      this.whenEnded = resolve;
    });
  }

  /** What a wake-up means: the ends of children are taken in. */
  look(): Promise<void> {
    const { mapRunJournal } = this.parts.engine.ports;
    const head = mapRunJournal.load(this.snapshot.info.mapRunArn);
    if (head instanceof Promise) return head.then((head) => this.lookAt(head));
    return this.lookAt(head);
  }

  private lookAt(head: Head | undefined): Promise<void> {
    const isBehind = head !== undefined && head.number > this.recordNumber;
    if (isBehind && this.driving === undefined && this.unsure === undefined) {
      return this.adopt(head).then(() => this.takeIn(head.resolutions));
    }
    return this.takeIn(head?.resolutions ?? []);
  }

  private takeIn(resolutions: readonly Resolution[]): Promise<void> {
    this.offerEnds(resolutions);
    return this.drive();
  }

  /** It is another state now that the ends of children are to be taken in by. */
  private leaveEnds(): void {
    this.consumed.clear();
    this.inbox = this.inbox.filter(({ type }) => type !== "childEnded");
  }

  private offerEnds(resolutions: readonly Resolution[]): void {
    for (const { attempt: index, at, outcome, redrive } of resolutions) {
      if (this.consumed.has(index) || outcome.type !== "childEnded") continue;
      if (isLeft(this.snapshot, index, redrive)) continue;
      this.consumed.add(index);
      const { seed } = this.moment();
      this.inbox.push({ ...outcome, at, seed, index, redrive });
    }
  }

  /** Goes on until nothing waits for it any more. Whoever calls meanwhile waits for that, too. */
  private drive(): Promise<void> {
    this.driving ??= this.loop().finally(() => {
      this.driving = undefined;
      if (this.hasWork && !this.isHandedBack) return;
      this.parts.atRest(this);
    });
    return this.driving;
  }

  private get hasWork(): boolean {
    const { inbox, waiting, unsure, mustRecord } = this;
    return inbox.length > 0 || waiting.length > 0 || unsure !== undefined || mustRecord;
  }

  get isDriving(): boolean {
    return this.driving !== undefined;
  }

  /** Whoever is woken next goes on from what is recorded: what was read or written here is. */
  private get isHandedBack(): boolean {
    if (!this.parts.engine.isClosing || this.hearers.size > 0) return false;
    return this.unsure === undefined && this.inbox.every(({ type }) => type === "childEnded");
  }

  private async loop(): Promise<void> {
    const { engine } = this.parts;
    try {
      while (this.hasWork && !this.isHandedBack) await this.step();
      if (this.hasWork) await engine.ports.wakeQueue.send(this.snapshot.info.mapRunArn);
    } catch (error) {
      if (engine.isVolatile) engine.crashed(error);
      else engine.retryLater(this.snapshot.info.mapRunArn, error);
    }
  }

  private async step(): Promise<void> {
    if (this.unsure !== undefined) return this.append(this.unsure, true);
    // What a record obliges to comes before the next record.
    if (this.waiting.length > 0) return this.carryOut();
    const stimuli = this.inbox;
    this.inbox = [];
    const { limits } = this.parts.engine.options;
    const advanced = await advanceMapRun(this.parts.program, this.snapshot, stimuli, { limits });
    if (!this.mustRecord && this.consumed.size === 0 && changesNothing(advanced)) {
      this.answer(stimuli, advanced.answers);
      return;
    }
    const record = this.record(advanced);
    await this.append({ stimuli, advanced, record }, false);
  }

  private record(advanced: MapRunAdvanced): Record {
    const { meta, recordNumber, snapshot: before, consumed, mustTell } = this;
    const number = recordNumber + 1;
    return mapRunRecord(this.parts.engine, { meta, number, before, consumed, mustTell }, advanced);
  }

  private async append(step: Step, isRepeat: boolean): Promise<void> {
    const { mapRunJournal } = this.parts.engine.ports;
    const { stimuli, advanced, record } = step;
    const { mapRunArn } = this.snapshot.info;
    this.unsure = step;
    const won = await mapRunJournal.append(mapRunArn, record);
    const head = isRepeat || !won ? await mapRunJournal.load(mapRunArn) : undefined;
    this.unsure = undefined;
    if (won) this.answer(stimuli, advanced.answers);
    else this.inbox = [...stimuli, ...this.inbox];
    if (!won || (head !== undefined && head.number > record.number)) {
      await this.adopt(head);
      return this.offerEnds(head?.resolutions ?? []);
    }
    this.mustRecord = false;
    this.mustTell = record.unconfirmed.length > 0;
    this.recordNumber = record.number;
    if (this.snapshot.redriveCount !== advanced.snapshot.redriveCount) this.leaveEnds();
    this.snapshot = advanced.snapshot;
    for (const index of record.consumed) this.consumed.delete(index);
    this.waiting.push(...advanced.commands);
  }

  /** Carries out what waits: children side by side, the rest in order. */
  private async carryOut(): Promise<void> {
    const { children } = this.snapshot;
    while (this.waiting.length > 0) {
      const isStart = this.waiting[0]?.type === "startChild";
      const end = this.waiting.findIndex(({ type }) => type !== "startChild");
      const count = isStart ? (end < 0 ? this.waiting.length : end) : 1;
      const now = this.waiting.slice(0, count).map((command) => this.perform(command));
      // All at once: a failure must not go unheard while an earlier one is still awaited.
      if (now.some((done) => done instanceof Promise)) await Promise.all(now);
      this.waiting.splice(0, count);
    }
    // Nothing comes of it but that the starts are not kept any longer.
    if (this.snapshot.starting.length > 0) this.offer("childrenStarted", { below: children });
  }

  private offer<T extends MapRunStimulusType>(
    type: T,
    fields: MapRunStimulusByType[T],
  ): MapRunStimulus {
    const stimulus = { type, ...this.moment(), ...fields } as unknown as MapRunStimulus;
    this.inbox.push(stimulus);
    return stimulus;
  }

  private moment(): { readonly at: number; readonly seed: number } {
    const { clock } = this.parts.engine.ports;
    return { at: clock.now(), seed: clock.seed() };
  }

  private answer(stimuli: readonly MapRunStimulus[], answers: readonly Answer[]): void {
    for (const [index, stimulus] of stimuli.entries()) {
      const answer = answers[index];
      if (answer !== undefined) this.hearers.get(stimulus)?.answered(answer);
      this.hearers.delete(stimulus);
    }
  }

  /** Nobody will go on: whoever waits for an answer must not wait for ever. */
  failed(error: unknown): void {
    for (const { failed } of this.hearers.values()) failed(error);
    this.hearers.clear();
  }

  private perform(command: MapRunCommand): MaybePromise<void> {
    return this.performAs(command.type, command);
  }

  private performAs<T extends MapRunCommandType>(
    type: T,
    command: MapRunCommandByType[T],
  ): MaybePromise<void> {
    return this.performers[type](command);
  }

  private readonly performers: {
    readonly [T in MapRunCommandType]: (command: MapRunCommandByType[T]) => MaybePromise<void>;
  } = {
    readItems: (command) => this.readItems(command),
    startChild: (start) => this.parts.children.start(start, this.snapshot),
    redriveChild: ({ index }) => this.parts.children.redrive(index, this.snapshot.redriveCount),
    stopChildren: ({ indexes }) => this.stopChildren(indexes),
    writeResults: () => this.writeResults(),
    finish: (command) => this.finish(command),
  };

  private async readItems({ cursor, from, max }: MapRunCommandByType["readItems"]): Promise<void> {
    const { info, order } = this.snapshot;
    if (order.reader === undefined) return;
    try {
      const { mapRunArn } = info;
      const { reader } = order;
      const page = await this.parts.data.read({ mapRunArn, run: info, reader, cursor, max });
      this.offer("itemsRead", { from, ...page });
    } catch (error) {
      const { errorName, causeText = "" } = statesError(error);
      this.offer("readFailed", { from, error: errorName, cause: causeText });
    }
  }

  private async stopChildren(indexes: readonly number[]): Promise<void> {
    const { redriveCount } = this.snapshot;
    await Promise.all(indexes.map((index) => this.parts.children.stop(index, redriveCount)));
  }

  private async writeResults(): Promise<void> {
    const { snapshot: run, parts } = this;
    const { SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = run.ended;
    const { children, program, engine } = parts;
    try {
      const written = await parts.data.write({
        run,
        succeeded: children.results(without(SUCCEEDED, run.resultsWritten), run),
        failed: children.results([FAILED, TIMED_OUT, ABORTED].reduce(union), run),
        pending: pendingInputs(program, run, engine.options.limits ?? awsLimits),
      });
      this.offer("resultsWritten", { ...written, from: countIndexes(run.resultsWritten) });
    } catch (error) {
      this.offer("writeFailed", { cause: statesError(error).causeText ?? "" });
    }
  }

  private finish(command: MapRunCommandByType["finish"]): MaybePromise<void> {
    const { engine, data } = this.parts;
    data.release(this.snapshot.info.mapRunArn);
    const { whenEnded } = this;
    this.whenEnded = undefined;
    const told =
      // Whoever waits for the end goes on from there: the parent does not hear of it.
      whenEnded !== undefined
        ? whenEnded()
        : tellMapState(engine, this.meta, this.snapshot, command);
    return whenDone(told, () => {
      this.mustTell = false;
      this.mustRecord = !engine.isVolatile;
    });
  }
}

/** Is there nothing to be recorded? */
function changesNothing({ commands, answers }: MapRunAdvanced): boolean {
  return commands.length === 0 && answers.every(({ accepted }) => !accepted);
}

function statesError(error: unknown): StatesError {
  if (error instanceof StatesError) return error;
  throw error;
}
