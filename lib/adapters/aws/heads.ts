import type { Resolution } from "../../engine/journal-port.ts";
import type { CheckpointPosition } from "../../engine/record-format.ts";

/** What this process knows of an execution or Map Run, so that appending need not read. */
export interface Head {
  readonly arn: string;
  readonly incarnation: number;
  /** The names of its partitions in lists, without the status. */
  readonly listed: ListedIn;
  /** Hashes of large values that are known to be there. */
  readonly valuesThere: Set<string>;
  /** Resolutions that were read or written by this process. */
  readonly resolutions: Map<number, StoredResolution>;
  meta: MetaState;
  /** The last record's number; 0: there is none yet. */
  number: number;
  lastEventId: number;
  position: CheckpointPosition | undefined;
  /** Bytes in the table: of the last checkpoint, and of all records after it. */
  checkpointBytes: number;
  tailBytes: number;
}

export interface ListedIn {
  readonly list: string;
  readonly version?: string | undefined;
  readonly alias?: string | undefined;
}

/** The part of META that changes. */
export interface MetaState {
  /** Twice the number of the record that it was written for, or one less: before that was won. */
  readonly edition: number;
  readonly dueMs: number | undefined;
  readonly expiresMs: number | undefined;
  /** A ListedState's text. */
  readonly listed: string;
}

export interface StoredResolution {
  readonly resolution: Resolution;
  readonly nonce: number;
  /** Resolutions are taken in the order of these. */
  readonly arrival: string;
}

/** A resolution that a record has taken in: what is there later may be another. */
export type Consumed = readonly [attempt: number, nonce: number];

/** Of these attempts, as far as this process knows them: whoever takes one in has seen it. */
export function consumedOf({ resolutions }: Head, attempts: readonly number[]): Consumed[] {
  return attempts.flatMap((attempt) => {
    const there = resolutions.get(attempt);
    return there === undefined ? [] : [[attempt, there.nonce] as const];
  });
}

/** The heads that were used last; those of others are read when they are asked for. */
export class Heads {
  private readonly heads = new Map<string, Head>();

  get(arn: string): Head | undefined {
    return this.heads.get(arn);
  }

  keep(head: Head): Head {
    this.heads.delete(head.arn);
    this.heads.set(head.arn, head);
    for (const oldest of this.heads.keys()) {
      if (this.heads.size <= headsMax) break;
      this.heads.delete(oldest);
    }
    return head;
  }

  forget(arn: string): void {
    this.heads.delete(arn);
  }
}

const headsMax = 4_096;
