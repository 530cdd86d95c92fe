import { createHash } from "node:crypto";
import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { ExecutionStatus, Snapshot } from "../../core/snapshot.ts";
import { executionSummary, mapRunSummary } from "../../engine/executions-port.ts";
import type { ExecutionMeta, JournalMeta, MapRunMeta } from "../../engine/journal-port.ts";

/** What a journal's entries are listed by, and what lists tell of them. */
export interface Listing<Meta extends JournalMeta, State> {
  /** Undefined: there is no record yet. */
  summary(meta: Meta, state: State | undefined): Summary;
  /** The ARNs of what it belongs to. */
  owners(summary: Summary): readonly string[];
  /** Which of its owner's lists it is in; 0 before the first record. */
  code(state: State): number;
}

/** The ARNs in a summary, which is plain JSON: those of its owners among them. */
export interface Summary {
  readonly executionArn?: string | undefined;
  readonly stateMachineArn?: string | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  readonly mapRunArn?: string | undefined;
}

export const executionListing: Listing<ExecutionMeta, Snapshot> = {
  summary: executionSummary,
  owners: (summary) =>
    [
      summary.stateMachineArn,
      summary.stateMachineVersionArn,
      summary.stateMachineAliasArn,
      summary.mapRunArn,
    ].filter((arn) => arn !== undefined),
  code: ({ status, redriveCount }) => codeOf(status, redriveCount > 0),
};

export const mapRunListing: Listing<MapRunMeta, MapRunSnapshot> = {
  summary: mapRunSummary,
  owners: ({ executionArn = "" }) => [executionArn],
  code: () => 0,
};

export interface ListFilter {
  readonly status?: ExecutionStatus | undefined;
  readonly redriven?: boolean | undefined;
}

/** The codes of executions that the filter lets through. */
export function codesOf({ status, redriven }: ListFilter): readonly number[] {
  return statuses
    .filter((one) => status === undefined || one === status)
    .flatMap((one) => [codeOf(one, false), codeOf(one, true)])
    .filter((code) => redriven === undefined || redriven === (code % 2 === 1));
}

function codeOf(status: ExecutionStatus, isRedriven: boolean): number {
  return 2 * statuses.indexOf(status) + Number(isRedriven);
}

/** Kept in the database by their places. */
const statuses: readonly ExecutionStatus[] = [
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "TIMED_OUT",
  "ABORTED",
  "PENDING_REDRIVE",
];

/**
 * What stands for an ARN in `listings`: 48 bits of its hash, since ARNs are long. Whoever reads a
 * list compares the ARN itself.
 */
export function ownerNumber(arn: string): number {
  const known = numbers.get(arn);
  if (known !== undefined) return known;
  const number = createHash("sha256").update(arn).digest().readUIntBE(0, 6);
  if (numbers.size >= numbersMax) numbers.clear();
  numbers.set(arn, number);
  return number;
}

const numbers = new Map<string, number>();
const numbersMax = 1_000;
