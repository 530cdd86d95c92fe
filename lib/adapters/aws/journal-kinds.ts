import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { ExecutionStatus, Snapshot } from "../../core/snapshot.ts";
import { executionSummary } from "../../engine/executions-port.ts";
import type { ExecutionMeta, JournalMeta, MapRunMeta } from "../../engine/journal-port.ts";
import { executionFormat, mapRunFormat, type RecordFormat } from "../../engine/record-format.ts";

/** What differs between the journals of executions and of Map Runs. */
export interface JournalKind<Meta extends JournalMeta, State> {
  /** Begins the names of its partitions of the due index. */
  readonly letter: string;
  readonly format: RecordFormat<Meta, State>;
  /** Resolutions are in so many partitions: one takes 1,000 write units a second. */
  readonly resolutionShards: number;
  /** META's field with the user's documents: a value of its own where META would be large. */
  readonly outlying: keyof Meta & string;
  owners(meta: Meta): Owners;
  /** Undefined: there is no record yet. */
  listed(meta: Meta, state: State | undefined): ListedState;
}

/** The ARNs by which something is listed. */
export interface Owners {
  readonly list: string;
  readonly version?: string | undefined;
  readonly alias?: string | undefined;
}

/** What lists tell that is not in META: written as an array, since there are many of them. */
export type ListedState = readonly [
  code: string,
  stoppedMs?: number | null,
  redriveCount?: number | null,
  redrivenMs?: number | null,
  itemCount?: number | null,
];

export const executionKind: JournalKind<ExecutionMeta, Snapshot> = {
  letter: "e",
  format: executionFormat,
  resolutionShards: 1,
  outlying: "input",
  owners: ({ info }) => ({
    list: info.mapRunArn ?? info.stateMachineArn,
    version: info.stateMachineVersionArn,
    alias: info.stateMachineAliasArn,
  }),
  listed: (meta, snapshot) => {
    const { stoppedMs, redriveCount, redrivenMs, itemCount } = executionSummary(meta, snapshot);
    const code = codes[snapshot?.status ?? "RUNNING"];
    return trimmed([code, stoppedMs, redriveCount, redrivenMs, itemCount]);
  },
};

export const mapRunKind: JournalKind<MapRunMeta, MapRunSnapshot> = {
  letter: "m",
  format: mapRunFormat,
  resolutionShards: 8,
  outlying: "order",
  owners: ({ info }) => ({ list: info.executionArn }),
  listed: (_meta, snapshot) => trimmed([mapRunCode, snapshot?.stoppedMs]),
};

/** Kept in the table. */
export const codes: { readonly [S in ExecutionStatus]: string } = {
  RUNNING: "R",
  SUCCEEDED: "S",
  FAILED: "F",
  TIMED_OUT: "T",
  ABORTED: "A",
  PENDING_REDRIVE: "P",
};

/** Map Runs are not listed by status. */
export const mapRunCode = "M";

/** Without what says nothing at its end. */
function trimmed([code, ...rest]: readonly [string, ...(number | undefined)[]]): ListedState {
  const last = rest.findLastIndex((value) => value !== undefined && value !== 0);
  return [code, ...rest.slice(0, last + 1).map((value) => value ?? null)] as unknown as ListedState;
}
