import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { Snapshot } from "../../core/snapshot.ts";
import type { Encryption } from "../../engine/encryption.ts";
import type { ExecutionMeta, JournalMeta, MapRunMeta } from "../../engine/journal-port.ts";
import { executionFormat, mapRunFormat, type RecordFormat } from "../../engine/record-format.ts";
import { executionListing, type Listing, mapRunListing } from "./listing.ts";

/** What differs between the journals of executions and of Map Runs. */
export interface JournalKind<Meta extends JournalMeta, State> {
  /** What it is called in the database. */
  readonly number: number;
  readonly format: RecordFormat<Meta, State>;
  readonly listing: Listing<Meta, State>;
  arn(meta: Meta): string;
  /** With what key of the customer's it is encrypted; undefined: with none. */
  encryption(meta: Meta): Encryption | undefined;
  /** What others read of META, though it is sealed. */
  shown(meta: Meta): object | undefined;
}

export const executionKind: JournalKind<ExecutionMeta, Snapshot> = {
  number: 0,
  format: executionFormat,
  listing: executionListing,
  arn: ({ info }) => info.executionArn,
  encryption: ({ revision }) => revision?.encryption,
  // `UnnamedTexts` looks for it.
  shown: ({ revision }) => revision && { revision: { definitionHash: revision.definitionHash } },
};

export const mapRunKind: JournalKind<MapRunMeta, MapRunSnapshot> = {
  number: 1,
  format: mapRunFormat,
  listing: mapRunListing,
  arn: ({ info }) => info.mapRunArn,
  encryption: ({ encryption }) => encryption,
  shown: () => undefined,
};
