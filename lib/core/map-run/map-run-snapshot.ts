import type { JsonObject, JsonValue } from "../../language/json.ts";
import type { StartMapRun } from "../command.ts";
import { Vector } from "../vector.ts";
import type { IndexRanges } from "./index-ranges.ts";
import type { MapRunInfo } from "./map-run-names.ts";

/**
 * All that must be kept of a Map Run: plain values, the same size for ten items and for ten
 * million. Immutable; `advanceMapRun` answers a new one.
 */
export interface MapRunSnapshot {
  readonly info: MapRunInfo;
  /** What the Map state asked for. */
  readonly order: StartMapRun;
  readonly status: MapRunStatus;
  /** The Map state's result, of a Map Run that has succeeded. */
  readonly output: JsonValue | undefined;
  readonly failure: MapRunFailure | undefined;
  readonly nowMs: number;
  /** Undefined before `start`. */
  readonly startedMs: number | undefined;
  readonly stoppedMs: number | undefined;
  readonly redriveCount: number;
  /** Which of the parent's redrives was the last that this Map Run has taken in. */
  readonly parentRedrive: number;
  readonly redrivenMs: number | undefined;
  /** Randomness of ItemSelector grows from it. */
  readonly seed: number;
  readonly settings: MapRunSettings;
  readonly reading: ReadingState;
  /** Items taken so far: `$$.Map.Item.Index` of the next one. */
  readonly itemsTaken: number;
  /** Selected items of a batch that is not full yet, and their bytes with commas between them. */
  readonly batch: readonly JsonValue[];
  readonly batchBytes: number;
  /** Children started so far: the next one's index. */
  readonly children: number;
  /** How many items the children have: runs of [children, items of each]. */
  readonly sizes: readonly (readonly [number, number])[];
  /** Children that were told to start and may not have been. */
  readonly starting: readonly ChildStart[];
  readonly ended: { readonly [status in ChildEnd]: IndexRanges };
  /** Of those: never to be tried again. */
  readonly notRedrivable: IndexRanges;
  /** Unsuccessful children of the last attempt that wait to be redriven. */
  readonly pendingRedrive: IndexRanges;
  /** By child, of those that succeeded; given up when they exceed what a state may answer. */
  readonly outputs: Vector<JsonValue> | undefined;
  readonly outputBytes: number;
  /** What the Map Run ends with when its children have ended. */
  readonly stopping: Stopping | undefined;
  /** Of this attempt. */
  readonly writing: "notYet" | "asked" | "done";
  /** Children whose results were written. */
  readonly resultsWritten: IndexRanges;
  /** The manifest's SUCCEEDED entries of earlier attempts. */
  readonly writtenFiles: readonly JsonObject[];
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export type MapRunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

export type ChildEnd = "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface MapRunFailure {
  readonly error: string;
  readonly cause: string | undefined;
  /** The state is to be named before the cause: an error of evaluation. */
  readonly located: boolean;
}

export interface Stopping {
  readonly status: "FAILED" | "ABORTED";
  readonly failure: MapRunFailure | undefined;
}

/** What UpdateMapRun can change. */
export interface MapRunSettings {
  /** 0: as many as the limits allow. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
}

export interface ReadingState {
  /** Where the reader goes on; null: at the start. */
  readonly cursor: JsonValue;
  /** Items read so far. */
  readonly items: number;
  readonly itemsMax: number;
  readonly ended: boolean;
  /** A page was asked for, of up to so many items. */
  readonly asked: boolean;
  readonly askedMax: number;
  /** Read, and not taken yet. */
  readonly waiting: readonly MapItem[];
}

export interface MapItem {
  readonly value: JsonValue;
  /** Where the items are the values of an object. */
  readonly key?: string | undefined;
  /** `$$.Map.Item.Source`. */
  readonly source: string;
}

export interface ChildStart {
  readonly index: number;
  readonly input: JsonValue;
  /** `$$.Map.Item`; absent for a batch. */
  readonly mapItem?: JsonObject | undefined;
}

const noneEnded: MapRunSnapshot["ended"] = {
  SUCCEEDED: [],
  FAILED: [],
  TIMED_OUT: [],
  ABORTED: [],
};

/** A Map Run before its `start`. */
export function createMapRun(info: MapRunInfo, order: StartMapRun): MapRunSnapshot {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = order;
  return {
    info,
    order,
    status: "RUNNING",
    output: undefined,
    failure: undefined,
    nowMs: 0,
    startedMs: undefined,
    stoppedMs: undefined,
    redriveCount: 0,
    parentRedrive: 0,
    redrivenMs: undefined,
    seed: 0,
    settings: { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage },
    reading: notRead,
    itemsTaken: 0,
    batch: [],
    batchBytes: 0,
    children: 0,
    sizes: [],
    starting: [],
    ended: noneEnded,
    notRedrivable: [],
    pendingRedrive: [],
    outputs: Vector.empty(),
    outputBytes: 2,
    stopping: undefined,
    writing: "notYet",
    resultsWritten: [],
    writtenFiles: [],
  };
}

/** Before anything is read. */
export const notRead: ReadingState = {
  cursor: null,
  items: 0,
  itemsMax: 0,
  ended: false,
  asked: false,
  askedMax: 0,
  waiting: [],
};
