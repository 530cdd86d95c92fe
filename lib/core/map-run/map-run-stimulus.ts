import type { JsonObject, JsonValue } from "../../language/json.ts";
import type { ChildEnd, MapItem, MapRunSettings } from "./map-run-snapshot.ts";

/** Everything that a Map Run is told. */
export interface MapRunStimulusByType {
  /** Only to a new Map Run. */
  readonly start: object;
  /** The page that was asked for. */
  readonly itemsRead: {
    /** How many items had been read before: says which page it is. */
    readonly from: number;
    readonly items: readonly MapItem[];
    readonly cursor: JsonValue;
    /** There are no more. */
    readonly ended: boolean;
  };
  readonly readFailed: { readonly from: number; readonly error: string; readonly cause: string };
  /** The children below this index need not be told to start again. */
  readonly childrenStarted: { readonly below: number };
  readonly childEnded: {
    readonly index: number;
    readonly status: ChildEnd;
    /** Of one that succeeded. */
    readonly output?: JsonValue | undefined;
    /** False: a redrive must leave it as it is. */
    readonly redrivable?: boolean | undefined;
    /** Which of the Map Run's redrives has begun it; 0: none. Undefined: not known. */
    readonly redrive?: number | undefined;
  };
  readonly resultsWritten: {
    /** What the state answers where the results are not exported. */
    readonly output?: JsonValue | undefined;
    /** The manifest's entries of the SUCCEEDED files. */
    readonly files: readonly JsonObject[];
    /** So many results had been written before. Undefined: not known. */
    readonly from?: number | undefined;
    /** Of the successful children, so many were written, and there are more. Undefined: all. */
    readonly written?: number | undefined;
  };
  readonly writeFailed: { readonly cause: string };
  /** The parent was stopped, or somebody stopped the Map Run. */
  readonly abort: {
    /** The parent's redrives when it was stopped; undefined: whatever has been redriven since. */
    readonly redriveCount?: number | undefined;
  };
  /** UpdateMapRun. */
  readonly update: Partial<MapRunSettings>;
  /** RedriveExecution of the parent: which of its redrives. */
  readonly redrive: { readonly parentRedrive: number };
}

export type MapRunStimulusType = keyof MapRunStimulusByType;

export type MapRunStimulus<T extends MapRunStimulusType = MapRunStimulusType> = {
  [K in T]: {
    readonly type: K;
    readonly at: number;
    readonly seed: number;
  } & MapRunStimulusByType[K];
}[T];

/** Everything that a Map Run wants done. */
export interface MapRunCommandByType {
  /** Read on from the cursor. */
  readonly readItems: {
    readonly cursor: JsonValue;
    readonly from: number;
    readonly max: number;
  };
  readonly startChild: {
    readonly index: number;
    readonly input: JsonValue;
    readonly mapItem?: JsonObject | undefined;
  };
  /** Redrive the child if it is a Standard one, start it again if it is an Express one. */
  readonly redriveChild: { readonly index: number };
  readonly stopChildren: { readonly indexes: readonly number[] };
  /** Write the results of the children that have ended since the last time. */
  readonly writeResults: object;
  /** The Map Run has ended: tell the parent. */
  readonly finish: {
    readonly output?: JsonValue | undefined;
    readonly error?: string | undefined;
    readonly cause?: string | undefined;
    readonly located: boolean;
  };
}

export type MapRunCommandType = keyof MapRunCommandByType;

export type MapRunCommand<T extends MapRunCommandType = MapRunCommandType> = {
  [K in T]: { readonly type: K } & MapRunCommandByType[K];
}[T];
