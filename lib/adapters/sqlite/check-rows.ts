import type { DatabaseSync } from "node:sqlite";
import { checksum } from "./checksum.ts";
import { type JournalRow, journalChecksum, type RecordRow, recordChecksum } from "./rows.ts";

/** Reads every row. Answers what is damaged; undefined: nothing. */
export function damagedRow(connection: DatabaseSync): string | undefined {
  for (const { sql, what, isWhole } of checks) {
    for (const row of connection.prepare(sql).iterate()) {
      if (!isWhole(row as never)) return what(row as never);
    }
  }
  return undefined;
}

interface Check<Row> {
  readonly sql: string;
  readonly isWhole: (row: Row) => boolean;
  readonly what: (row: Row) => string;
}

function check<Row>(parts: Check<Row>): Check<never> {
  return parts;
}

const checks: readonly Check<never>[] = [
  check<JournalRow & { readonly arn: string; readonly checksum: number; readonly summary: string }>(
    {
      sql: "SELECT * FROM journals",
      isWhole: (row) =>
        row.head_checksum === journalChecksum(row) &&
        row.checksum === checksum(row.arn, row.summary),
      what: ({ arn }) => `entry ${arn}`,
    },
  ),
  check<RecordRow & RecordTexts>({
    sql: "SELECT * FROM records",
    isWhole: (row) =>
      row.head_checksum === recordChecksum(row) &&
      row.events_checksum === checksum(row.journal + row.number + row.first_event, row.events) &&
      row.state_checksum === checksum(row.journal + row.number, row.state),
    what: ({ journal, number }) => `record ${number} of entry ${journal}`,
  }),
  check<{ readonly journal: number }>({
    sql: `SELECT journal FROM records GROUP BY journal
      HAVING count(*) <> max(number) AND journal NOT IN (SELECT journal FROM garbage)`,
    isWhole: () => false,
    what: ({ journal }) => `entry ${journal} lacks records`,
  }),
  check<{ readonly arn: string }>({
    sql: "SELECT arn FROM journals WHERE id NOT IN (SELECT journal FROM metas)",
    isWhole: () => false,
    what: ({ arn }) => `entry ${arn} has no META`,
  }),
  check<Body & { readonly journal: number }>({
    sql: "SELECT * FROM metas",
    isWhole: (row) => row.checksum === checksum(row.journal, row.body),
    what: ({ journal }) => `META of entry ${journal}`,
  }),
  check<Body & { readonly journal: number; readonly attempt: number }>({
    sql: "SELECT * FROM resolutions",
    isWhole: (row) => row.checksum === checksum(row.journal + row.attempt, row.body),
    what: ({ journal, attempt }) => `the resolution of attempt ${attempt} of entry ${journal}`,
  }),
  check<Body & { readonly journal: number; readonly hash: Uint8Array }>({
    sql: "SELECT * FROM large_values",
    isWhole: (row) => row.checksum === checksum(Buffer.from(row.hash).toString("hex"), row.body),
    what: ({ journal }) => `a value of entry ${journal}`,
  }),
  check<Body & { readonly arn: string }>({
    sql: "SELECT * FROM definitions",
    isWhole: (row) => row.checksum === checksum(row.arn, row.body),
    what: ({ arn }) => `the definition ${arn}`,
  }),
  check<Body & { readonly hash: string }>({
    sql: "SELECT * FROM texts",
    isWhole: (row) => row.checksum === checksum(row.hash, row.body),
    what: ({ hash }) => `the text ${hash}`,
  }),
  check<Body & { readonly execution: string }>({
    sql: "SELECT * FROM activity_tasks",
    isWhole: (row) => row.checksum === checksum(row.execution, row.body),
    what: ({ execution }) => `an activity task of ${execution}`,
  }),
];

interface RecordTexts {
  readonly events_checksum: number;
  readonly state_checksum: number;
  readonly events: string;
  readonly state: string;
}

interface Body {
  readonly checksum: number;
  readonly body: string;
}
