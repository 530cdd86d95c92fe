import type { Limits } from "../../data/limits.ts";
import { StatesError } from "../../data/states-error.ts";
import type { JsonValue } from "../../language/json.ts";
import type { Mutable } from "../draft.ts";
import { countIndexes, indexesOf, union } from "./index-ranges.ts";
import { runningChildren } from "./map-run-counts.ts";
import type { MapItem, MapRunFailure, MapRunSnapshot, Stopping } from "./map-run-snapshot.ts";
import type { MapRunCommand } from "./map-run-stimulus.ts";

/** A Map Run while `advanceMapRun` works on it: private and mutable. */
export class MapRunDraft {
  readonly run: Mutable<MapRunSnapshot>;
  readonly limits: Limits;
  readonly commands: MapRunCommand[] = [];
  /** Marks what this draft may change in place. */
  readonly owner = {};
  /** Children that were started and have not ended. */
  running: number;
  /** The batch that is not full yet. */
  batch: JsonValue[];
  /** What was written instead of exported. */
  writtenOutput: JsonValue | undefined = undefined;
  /** How many of the waiting items have been taken. */
  private taken = 0;

  constructor(snapshot: MapRunSnapshot, limits: Limits) {
    this.run = { ...snapshot };
    this.limits = limits;
    this.batch = [...snapshot.batch];
    this.running = countIndexes(runningChildren(snapshot));
  }

  /** The snapshot to hand out. */
  freeze(): MapRunSnapshot {
    const { run, taken } = this;
    run.batch = this.batch;
    if (taken > 0) {
      run.reading = { ...run.reading, waiting: run.reading.waiting.slice(taken) };
      this.taken = 0;
    }
    return { ...run };
  }

  get concurrency(): number {
    const { maxConcurrency } = this.run.settings;
    const most = this.limits.distributedConcurrencyMax;
    return maxConcurrency === 0 ? most : Math.min(maxConcurrency, most);
  }

  /** Is every item known? */
  get allRead(): boolean {
    return this.run.order.items !== undefined || this.run.reading.ended;
  }

  /** Items that are known, taken or not. */
  get itemsKnown(): number {
    return this.run.order.items?.length ?? this.run.reading.items;
  }

  /** Items that are known and not taken. */
  get itemsAvailable(): number {
    return this.itemsKnown - this.run.itemsTaken;
  }

  /** The next item, which is taken now; undefined: none is known. */
  takeItem(): MapItem | undefined {
    const { order, reading, itemsTaken } = this.run;
    if (order.items === undefined) {
      const item = reading.waiting[this.taken];
      if (item === undefined) return undefined;
      this.taken++;
      this.run.itemsTaken++;
      return item;
    }
    const value = order.items[itemsTaken];
    if (value === undefined) return undefined;
    this.run.itemsTaken++;
    return { value, key: order.itemKeys?.[itemsTaken], source: "STATE_DATA" };
  }

  /** The Map Run will fail: nothing more is started, what runs is stopped. */
  fail(failure: MapRunFailure): void {
    this.stop({ status: "FAILED", failure });
  }

  /** Like `fail`, for an error that was thrown. */
  failWith(error: unknown): void {
    if (!(error instanceof StatesError)) throw error;
    const { errorName, causeText, located } = error;
    this.fail({ error: errorName, cause: causeText, located });
  }

  stop(stopping: Stopping): void {
    if (this.run.stopping !== undefined || this.run.status !== "RUNNING") return;
    this.run.stopping = stopping;
    this.returnPendingRedrives();
    const indexes = [...indexesOf(runningChildren(this.run))];
    if (indexes.length > 0) this.commands.push({ type: "stopChildren", indexes });
  }

  /** Children that waited to be redriven stay as unsuccessful as they were. */
  private returnPendingRedrives(): void {
    const { ended, pendingRedrive } = this.run;
    if (pendingRedrive.length === 0) return;
    this.run.ended = { ...ended, FAILED: union(ended.FAILED, pendingRedrive) };
    this.run.pendingRedrive = [];
  }
}
