import type { JournalHead, JournalMeta } from "../../engine/journal-port.ts";
import type { TextOf } from "../../engine/large-values.ts";
import { LazyHead } from "../../engine/lazy-head.ts";
import { numberIn, textIn } from "./attributes.ts";
import type { Item } from "./dynamodb-calls.ts";
import type { Consumed, Head, StoredResolution } from "./heads.ts";
import type { JournalKind } from "./journal-kinds.ts";
import { loadedRange, metaKey, prefixOf, readSortKey, recordKey, resolutionRange } from "./keys.ts";
import { listedIn, outlyingHash, readMeta, readMetaState } from "./meta-items.ts";
import { readRecord, type StoredRecord } from "./record-items.ts";
import { readResolutionItem, resolutionPartitions } from "./resolution-items.ts";
import type { Table } from "./table.ts";
import { hashesIn, type ValueOwner, type Values } from "./values.ts";

/** What was read of an execution or Map Run. */
export interface Loaded<Meta, State> {
  readonly head: Head;
  readonly journalHead: JournalHead<Meta, State>;
  /** From the last checkpoint on, oldest first. */
  readonly records: readonly StoredRecord[];
  /** Resolutions that were left behind by a record that took them in. */
  readonly leftBehind: readonly Consumed[];
}

/** Where a journal's parts are kept. */
export interface Stores {
  readonly table: Table;
  readonly values: Values;
}

/** Reads what is kept of executions, or of Map Runs. */
export class JournalReader<Meta extends JournalMeta, State> {
  private readonly stores: Stores;
  private readonly kind: JournalKind<Meta, State>;

  constructor(stores: Stores, kind: JournalKind<Meta, State>) {
    this.stores = stores;
    this.kind = kind;
  }

  /** One query backwards: META, resolutions, and records down to the last checkpoint. */
  async load(arn: string): Promise<Loaded<Meta, State> | undefined> {
    const query = { partition: arn, newestFirst: true, pageLength: firstPageLength };
    const page = await this.stores.table.page(query);
    const [metaItem, ...others] = page.items;
    if (metaItem === undefined || !isMeta(metaItem)) return undefined;
    const incarnation = numberIn(metaItem, "i") ?? 0;
    const prefix = prefixOf(incarnation);
    const items = others.filter((item) => textIn(item, "sk").startsWith(prefix));
    const owner = { arn, incarnation, valuesThere: new Set<string>() };
    const [records, answers] = await this.tail(owner, items, page.next === undefined);
    return this.loaded(owner, metaItem, records, await this.resolutions(owner, answers));
  }

  /** Undefined: there is none, or it has expired. */
  async metaItem(arn: string): Promise<Item | undefined> {
    return this.stores.table.get(metaKey(arn));
  }

  async meta(item: Item, valuesThere = new Set<string>()): Promise<Meta> {
    const hash = outlyingHash(item);
    if (hash === undefined) return readMeta(this.kind, item, () => undefined);
    const owner = {
      arn: textIn(item, "pk"),
      incarnation: numberIn(item, "i") ?? 0,
      valuesThere,
    };
    const textOf = await this.stores.values.read(owner, [hash]);
    if (textOf(hash) === undefined) throw new Error(`META of ${owner.arn} names no value`);
    return readMeta(this.kind, item, textOf);
  }

  /** A record that may be there. */
  async record(owner: ValueOwner, number: number): Promise<StoredRecord | undefined> {
    const { table, values } = this.stores;
    const item = await table.get(recordKey(owner.arn, owner.incarnation, number));
    return item && readRecord(item, owner, values);
  }

  private async loaded(
    owner: ValueOwner,
    metaItem: Item,
    records: readonly StoredRecord[],
    stored: readonly StoredResolution[],
  ): Promise<Loaded<Meta, State>> {
    const { kind } = this;
    const last = records.at(-1);
    const meta = await this.meta(metaItem, owner.valuesThere);
    const taken = new Map(records.flatMap(({ consumed }) => consumed));
    const isTaken = ({ resolution: { attempt }, nonce }: StoredResolution) =>
      taken.get(attempt) === nonce;
    const open = stored.filter((one) => !isTaken(one));
    const leftBehind = stored
      .filter(isTaken)
      .map(({ resolution, nonce }): Consumed => [resolution.attempt, nonce]);
    const textOf = await this.textOf(owner, records);
    const head: Head = {
      ...owner,
      listed: listedIn(kind, meta),
      resolutions: new Map(open.map((one) => [one.resolution.attempt, one])),
      meta: readMetaState(metaItem),
      number: last?.number ?? 0,
      lastEventId: last?.lastEventId ?? 0,
      position: last?.position,
      ...storedBytes(last),
    };
    const journalHead = new LazyHead(
      meta,
      head.number,
      open.map(({ resolution }) => resolution),
      () => (last === undefined ? undefined : kind.format.readHead(meta, records, textOf)),
    );
    return { head, journalHead, records, leftBehind };
  }

  /** The records from the last checkpoint on, oldest first, and the items of resolutions. */
  private async tail(
    owner: ValueOwner,
    items: readonly Item[],
    isAll: boolean,
  ): Promise<[readonly StoredRecord[], readonly Item[]]> {
    const records: StoredRecord[] = [];
    const resolutions: Item[] = [];
    const take = async (page: readonly Item[]): Promise<boolean> => {
      const ofRecords = page.filter((item) => kindOf(item) === "record");
      resolutions.push(...page.filter((item) => kindOf(item) === "resolution"));
      for (const record of await this.records(ofRecords, owner)) {
        records.push(record);
        if (record.stored === undefined) return true;
      }
      return page.some((item) => kindOf(item) === "value");
    };
    let isWhole = (await take(items)) || isAll;
    let after = items.at(-1);
    let pageLength = nextPageLength;
    while (!isWhole) {
      const range = loadedRange(owner.incarnation);
      const query = { ...range, partition: owner.arn, newestFirst: true, pageLength };
      const page = await this.stores.table.page({ ...query, after: after && keyOf(after) });
      isWhole = (await take(page.items)) || page.next === undefined;
      after = page.next;
      // Many answers wait, or there are many small records.
      pageLength *= 4;
    }
    return [records.reverse(), resolutions];
  }

  private async resolutions(
    owner: ValueOwner,
    items: readonly Item[],
  ): Promise<readonly StoredResolution[]> {
    const all = this.kind.resolutionShards === 1 ? items : await this.sharded(owner);
    const stored = await Promise.all(
      all.map((item) => readResolutionItem(item, owner, this.stores.values)),
    );
    return stored.sort((left, right) => (left.arrival < right.arrival ? -1 : 1));
  }

  private async sharded({ arn, incarnation }: ValueOwner): Promise<readonly Item[]> {
    const range = resolutionRange(incarnation);
    const found = resolutionPartitions(this.kind, arn).map((partition) =>
      this.stores.table.all({ ...range, partition }),
    );
    return (await Promise.all(found)).flat();
  }

  private records(items: readonly Item[], owner: ValueOwner): Promise<readonly StoredRecord[]> {
    return Promise.all(items.map((item) => readRecord(item, owner, this.stores.values)));
  }

  private textOf(owner: ValueOwner, records: readonly StoredRecord[]): Promise<TextOf> | TextOf {
    const hashes = records.flatMap(({ state }) => hashesIn(state));
    return hashes.length === 0 ? () => undefined : this.stores.values.read(owner, hashes);
  }
}

/** What of the table must be read to go on from this record. */
export function storedBytes(
  last: Pick<StoredRecord, "stored" | "bytes"> | undefined,
): Pick<Head, "checkpointBytes" | "tailBytes"> {
  if (last === undefined) return { checkpointBytes: 0, tailBytes: 0 };
  if (last.stored === undefined) return { checkpointBytes: last.bytes, tailBytes: 0 };
  const [checkpointBytes, tailBytes] = last.stored;
  return { checkpointBytes, tailBytes: tailBytes + last.bytes };
}

function isMeta(item: Item): boolean {
  return readSortKey(textIn(item, "sk")).kind === "meta";
}

function kindOf(item: Item) {
  return readSortKey(textIn(item, "sk")).kind;
}

function keyOf({ pk, sk }: Item): Item {
  return pk === undefined || sk === undefined ? {} : { pk, sk };
}

/** META, and as many records as there mostly are since a checkpoint. */
const firstPageLength = 12;
const nextPageLength = 25;
