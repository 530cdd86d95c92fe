import type { MapRunInfo } from "../core/map-run/map-run-names.ts";
import type { MapItem, MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type { EvaluatedReader } from "../data/readers/reader-plan.ts";
import type { ChildResult } from "../data/writers/result-entry.ts";
import type { JsonObject, JsonValue } from "../language/json.ts";

/** Where Map Runs read their items and write their results. */
export interface MapData {
  /**
   * The items behind the cursor, at least one unless there are no more. Fails with a StatesError.
   * The same cursor gives the same items, also in another process.
   */
  read(request: ReadItems): Promise<ItemPage>;
  /**
   * Writes the results of children that have ended, or the first file of them: then it is asked
   * again when that is recorded. The same children give the same files. Fails with a StatesError.
   */
  write(request: WriteResults): Promise<WrittenResults>;
  /** The Map Run reads no more. */
  release(mapRunArn: string): void;
}

export interface ReadItems {
  readonly mapRunArn: string;
  /** Whose rights apply, where a Map Run reads with its state machine's. */
  readonly run?: MapRunInfo | undefined;
  readonly reader: EvaluatedReader;
  /** Null: from the start. */
  readonly cursor: JsonValue;
  readonly max: number;
}

export interface ItemPage {
  readonly items: readonly MapItem[];
  readonly cursor: JsonValue;
  /** There are no more. */
  readonly ended: boolean;
}

export interface WriteResults {
  readonly run: MapRunSnapshot;
  /** Successful children whose results have not been written, in order. */
  readonly succeeded: AsyncIterable<ChildResult>;
  /** Unsuccessful children. */
  readonly failed: AsyncIterable<ChildResult>;
  /** Inputs of children that were not started. */
  readonly pending: AsyncIterable<JsonValue>;
}

export interface WrittenResults {
  /** What the state answers where the results are not exported. */
  readonly output?: JsonValue | undefined;
  /** The manifest's entries of the SUCCEEDED files. */
  readonly files: readonly JsonObject[];
  /** Of the successful children, so many were written, and there are more. Undefined: all. */
  readonly written?: number | undefined;
}
