import { numberIn, textIn } from "./attributes.ts";
import type { Item } from "./dynamodb-calls.ts";
import { metaKey, prefixOf, readSortKey } from "./keys.ts";
import type { Objects } from "./objects.ts";
import { arnOfPartition, resolutionPartitions } from "./resolution-items.ts";
import type { Table } from "./table.ts";
import { objectKey } from "./values.ts";

/**
 * Deletes what is under an ARN and of no incarnation that is there. What is listed before META is
 * read cannot belong to one that was created since.
 */
export async function forgetExpired(
  { table, objects }: { readonly table: Table; readonly objects: Objects },
  places: { readonly letter: string; readonly resolutionShards: number },
  arn: string,
): Promise<void> {
  const partitions = [...new Set([arn, ...resolutionPartitions(places, arn)])];
  for (const partition of partitions) {
    const query = { partition, names: ["pk", "sk", "b"], isStale: true };
    for await (const items of table.pages(query)) {
      const meta = await table.get(metaKey(arn));
      const prefix = meta === undefined ? undefined : prefixOf(numberIn(meta, "i") ?? 0);
      const gone = items.filter((item) => {
        const key = readSortKey(textIn(item, "sk"));
        return key.kind !== "meta" && key.prefix !== prefix;
      });
      await objects.delete(gone.flatMap(objectOf));
      await deleteAll(table, gone);
    }
  }
}

/** Of a value that is kept in one. */
function objectOf(item: Item): readonly string[] {
  const sk = textIn(item, "sk");
  const { kind, prefix } = readSortKey(sk);
  if (kind !== "value" || item.b !== undefined) return [];
  const arn = arnOfPartition(textIn(item, "pk"));
  return [objectKey(arn, Number.parseInt(prefix, 36), sk.slice(prefix.length + 1))];
}

async function deleteAll(table: Table, items: readonly Item[]): Promise<void> {
  for (let from = 0; from < items.length; from += deletedAtOnce) {
    const deletions = items
      .slice(from, from + deletedAtOnce)
      .map((item) => table.delete({ pk: textIn(item, "pk"), sk: textIn(item, "sk") }));
    await Promise.all(deletions);
  }
}

const deletedAtOnce = 25;
