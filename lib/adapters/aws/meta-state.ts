import type { Head, MetaState } from "./heads.ts";
import type { JournalKind } from "./journal-kinds.ts";
import { metaKey } from "./keys.ts";
import { stateFields } from "./meta-items.ts";
import type { Table } from "./table.ts";

/** What a record asks of META. */
export interface Wanted {
  readonly number: number;
  readonly dueMs: number | undefined;
  readonly expiresMs: number | undefined;
  /** A ListedState's text. */
  readonly listed: string;
}

/**
 * How far META may be from when its execution is due, so that it is not written for every record.
 * The sweeper then looks too early, or too late where a message is on its way.
 */
export interface DueSlack {
  /** A started execution is found so long after its start, if its first wake-up is lost. */
  readonly startMs: number;
  /** So much earlier than needed META may be: an entry is overdue only later than that. */
  readonly earlyMs: number;
  /** So much later META may be, for what is due … */
  readonly lateMs: number;
  /** … so soon that a message is on its way, and not left to the sweeper. */
  readonly soonMs: number;
}

/** META says exactly when its execution is due. */
export const exactDue: DueSlack = { startMs: 0, earlyMs: 0, lateMs: 0, soonMs: 0 };

/** An execution that ends within an invocation of a minute writes META twice. */
export const lazyDue: DueSlack = {
  startMs: 45_000,
  earlyMs: 30_000,
  lateMs: 60_000,
  soonMs: 120_000,
};

/**
 * What META must be before the record is put; undefined: as it is. An execution that goes on is
 * found in time, and does not expire.
 */
export function stateBefore(
  there: MetaState,
  { number, dueMs, expiresMs, listed }: Wanted,
  slack: DueSlack,
  nowMs: number,
): MetaState | undefined {
  const isRevived = there.expiresMs !== undefined && expiresMs === undefined;
  const isLate = dueMs !== undefined && isTooLate(there.dueMs, dueMs, slack, nowMs);
  if (!isRevived && !isLate) return undefined;
  return {
    edition: 2 * number - 1,
    dueMs: dueMs ?? nowMs,
    expiresMs: isRevived ? undefined : there.expiresMs,
    listed: isRevived ? listed : there.listed,
  };
}

/** What META is to be after the record was put; undefined: as it is. */
export function stateAfter(
  there: MetaState,
  { number, dueMs, expiresMs, listed }: Wanted,
  slack: DueSlack,
  nowMs: number,
): MetaState | undefined {
  // Another record follows at once where somebody must still be told of the end.
  const isFollowed = dueMs !== undefined && dueMs - nowMs < slack.soonMs;
  const isListed = there.expiresMs === expiresMs && (there.listed === listed || isFollowed);
  if (isListed && isNear(there.dueMs, dueMs, slack, nowMs)) return undefined;
  return { edition: 2 * number, dueMs, expiresMs, listed };
}

function isNear(
  there: number | undefined,
  wanted: number | undefined,
  slack: DueSlack,
  nowMs: number,
): boolean {
  if (there === undefined || wanted === undefined) return there === wanted;
  return !isTooLate(there, wanted, slack, nowMs) && wanted - there <= slack.earlyMs;
}

/** A message is on its way for what is due soon; the later is found by META alone. */
function isTooLate(
  there: number | undefined,
  wanted: number,
  slack: DueSlack,
  nowMs: number,
): boolean {
  if (there === undefined) return true;
  return there > wanted && (there - wanted > slack.lateMs || wanted - nowMs > slack.soonMs);
}

/** Writes it, unless META is of a later record by now, or gone. False: it is. */
export async function writeMetaState(
  table: Table,
  kind: Pick<JournalKind<never, never>, "letter">,
  { arn, incarnation, listed }: Pick<Head, "arn" | "incarnation" | "listed">,
  state: MetaState,
): Promise<boolean> {
  const set: string[] = [];
  const removed: string[] = [];
  const values: { [name: string]: string | number } = { i: incarnation };
  for (const [name, value] of Object.entries(stateFields(arn, kind, listed, state))) {
    if (value === undefined) {
      removed.push(`#${name}`);
    } else {
      set.push(`#${name} = :${name}`);
      values[name] = value;
    }
  }
  const update = [
    set.length > 0 ? `SET ${set.join(", ")}` : "",
    removed.length > 0 ? `REMOVE ${removed.join(", ")}` : "",
  ];
  const condition = "#i = :i AND (attribute_not_exists(#n) OR #n <= :n)";
  const written = await table.update(metaKey(arn), update.join(" ").trim(), values, condition);
  return written.isDone;
}
