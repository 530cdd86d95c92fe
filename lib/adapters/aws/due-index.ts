import type { DueEntry, DueQuery } from "../../engine/journal-port.ts";
import { numberIn, textIn } from "./attributes.ts";
import type { Item } from "./dynamodb-calls.ts";
import { inOrder } from "./in-order.ts";
import { metaKey, prefixOf, readSortKey } from "./keys.ts";
import { dueShards } from "./meta-items.ts";
import { arnOfPartition } from "./resolution-items.ts";
import type { Table } from "./table.ts";

/** An item of the due index: META, or a resolution. */
interface DueItem extends DueEntry {
  readonly item: Item;
}

/**
 * What is to be looked at, from all shards of the due index. Resolutions of executions that are
 * gone are deleted when they are met.
 */
export async function dueEntries(
  { table, now }: { readonly table: Table; now(): number },
  { letter }: { readonly letter: string },
  { beforeMs, after, limit }: DueQuery,
): Promise<readonly DueEntry[]> {
  const range = {
    from: after?.dueMs,
    to: beforeMs,
    pageLength: Math.min(limit + 1, pageLengthMax),
  };
  const shards = Array.from({ length: dueShards }, (_, shard) =>
    itemsOf(table, { ...range, partition: `${letter}${shard}` }),
  );
  const found: DueItem[] = [];
  const entries: DueEntry[] = [];
  const take = async (): Promise<void> => {
    const there = await thoseThere(table, found.splice(0), now());
    for (const { arn, dueMs } of there) {
      const last = entries.at(-1);
      if (last?.arn !== arn || last.dueMs !== dueMs) entries.push({ arn, dueMs });
    }
  };
  for await (const due of inOrder(shards, compared)) {
    if (after !== undefined && compared(due, after) <= 0) continue;
    found.push(due);
    if (entries.length + found.length >= limit) await take();
    if (entries.length >= limit) break;
  }
  await take();
  return entries.slice(0, limit);
}

/** A shard's items by instant, then by ARN: the index has the instants in order only. */
async function* itemsOf(
  table: Table,
  query: { partition: string; from: number | undefined; to: number; pageLength: number },
): AsyncGenerator<DueItem> {
  let same: DueItem[] = [];
  for await (const page of table.pages({ ...query, index: "due" })) {
    for (const item of page) {
      const due = {
        item,
        arn: arnOfPartition(textIn(item, "pk")),
        dueMs: numberIn(item, "u") ?? 0,
      };
      if (same[0] !== undefined && same[0].dueMs !== due.dueMs) {
        yield* same.sort(compared);
        same = [];
      }
      same.push(due);
    }
  }
  yield* same.sort(compared);
}

/** Without what has expired, or belongs to nothing that is there. */
async function thoseThere(
  table: Table,
  found: readonly DueItem[],
  nowMs: number,
): Promise<readonly DueItem[]> {
  const answers = found.filter(isResolution);
  const arns = [...new Set(answers.map(({ arn }) => arn))];
  const metas = await table.getAll(arns.map(metaKey));
  const prefixes = new Map(
    metas
      .filter((meta) => !hasExpired(meta, nowMs))
      .map((meta) => [textIn(meta, "pk"), prefixOf(numberIn(meta, "i") ?? 0)]),
  );
  const strays = answers.filter(
    ({ arn, item }) => readSortKey(textIn(item, "sk")).prefix !== prefixes.get(arn),
  );
  await Promise.all(
    strays.map(({ item }) => table.delete({ pk: textIn(item, "pk"), sk: textIn(item, "sk") })),
  );
  return found.filter((due) => !strays.includes(due) && !hasExpired(due.item, nowMs));
}

function isResolution({ item }: DueItem): boolean {
  return readSortKey(textIn(item, "sk")).kind === "resolution";
}

function hasExpired(item: Item, nowMs: number): boolean {
  return (numberIn(item, "e") ?? Number.POSITIVE_INFINITY) <= nowMs;
}

function compared(left: DueEntry, right: DueEntry): number {
  if (left.dueMs !== right.dueMs) return left.dueMs - right.dueMs;
  return left.arn < right.arn ? -1 : Number(left.arn > right.arn);
}

const pageLengthMax = 200;
