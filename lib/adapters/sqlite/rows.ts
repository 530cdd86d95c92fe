import { numbersChecksum } from "./checksum.ts";

/** The numbers of a row of `journals`. */
export interface JournalRow {
  readonly id: number;
  readonly kind: number;
  readonly incarnation: number;
  readonly code: number;
  readonly due_ms: number | null;
  readonly expires_ms: number | null;
  readonly head_checksum: number;
}

/** The numbers of a row of `records`. */
export interface RecordRow {
  readonly journal: number;
  readonly number: number;
  readonly nonce: number;
  readonly format: number;
  readonly first_event: number;
  readonly last_event: number;
  readonly base: number;
  readonly base_bytes: number;
  readonly bytes_since: number;
  readonly head_checksum: number;
}

/** What `head_checksum` is to be. */
export function journalChecksum(row: Omit<JournalRow, "id" | "head_checksum">): number {
  const { kind, incarnation, code, due_ms, expires_ms } = row;
  return numbersChecksum(kind, incarnation, code, due_ms, expires_ms);
}

/** What `head_checksum` is to be. */
export function recordChecksum(row: Omit<RecordRow, "head_checksum">): number {
  const { journal, number, nonce, format, first_event, last_event } = row;
  const { base, base_bytes, bytes_since } = row;
  return numbersChecksum(
    journal,
    number,
    nonce,
    format,
    first_event,
    last_event,
    base,
    base_bytes,
    bytes_since,
  );
}
