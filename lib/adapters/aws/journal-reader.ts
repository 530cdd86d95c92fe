import type { HistoryEvent } from "../../core/history-event.ts";
import type {
  EventsQuery,
  JournalHead,
  JournalMeta,
  Resolution,
} from "../../engine/journal-port.ts";
import type { TextOf } from "../../engine/large-values.ts";
import { type ReadHead, readEvents } from "../../engine/record-format.ts";
import { numberIn, textIn } from "./attributes.ts";
import type { Item } from "./dynamodb-calls.ts";
import type { Head, StoredResolution } from "./heads.ts";
import type { JournalKind } from "./journal-kinds.ts";
import { loadedRange, metaKey, prefixOf, readSortKey, recordKey, resolutionRange } from "./keys.ts";
import { listedIn, outlyingHash, readMeta, readMetaState } from "./meta-items.ts";
import type { Objects } from "./objects.ts";
import { readRecord, type StoredRecord } from "./record-items.ts";
import { readResolutionItem, resolutionPartitions } from "./resolution-items.ts";
import type { Table } from "./table.ts";
import { hashesIn, type Values } from "./values.ts";

/** What was read of an execution or Map Run. */
export interface Loaded<Meta, State> {
  readonly head: Head;
  readonly journalHead: JournalHead<Meta, State>;
  /** From the last checkpoint on, oldest first. */
  readonly records: readonly StoredRecord[];
  /** Resolutions that were left behind by a record that took them in. */
  readonly leftBehind: readonly StoredResolution[];
}

/** Where a journal's parts are kept. */
export interface Stores {
  readonly table: Table;
  readonly objects: Objects;
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
    const isAll = page.next === undefined || items.length < others.length;
    const [records, resolutionItems] = await this.tail(arn, incarnation, items, isAll);
    const stored = await this.resolutions(arn, incarnation, resolutionItems);
    return this.loaded(arn, metaItem, records, stored);
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

  async *events(
    owner: { readonly arn: string; readonly incarnation: number },
    { from, limit = Number.POSITIVE_INFINITY, newestFirst = false }: EventsQuery,
  ): AsyncGenerator<readonly HistoryEvent[]> {
    const { arn, incarnation } = owner;
    const start = from === undefined ? undefined : await this.recordOf(arn, incarnation, from);
    if (start === 0) return;
    const range = recordRange(arn, incarnation, newestFirst ? { to: start } : { from: start });
    const pageLength = Math.min(eventPageLength, limit);
    const query = { partition: arn, ...range, newestFirst, pageLength };
    for await (const items of this.stores.table.pages(query)) {
      const records = await this.records(items, incarnation);
      const textOf = await this.textOf({ ...owner, valuesThere: new Set() }, records, "events");
      for (const record of records) {
        const events = readEvents(record, textOf);
        yield newestFirst ? events.toReversed() : events;
      }
    }
  }

  /** The nonce of a record that may be there. */
  async nonce(arn: string, incarnation: number, number: number): Promise<number | undefined> {
    const item = await this.stores.table.get(recordKey(arn, incarnation, number));
    return item && numberIn(item, "o");
  }

  private async loaded(
    arn: string,
    metaItem: Item,
    records: readonly StoredRecord[],
    stored: readonly StoredResolution[],
  ): Promise<Loaded<Meta, State>> {
    const { kind } = this;
    const incarnation = numberIn(metaItem, "i") ?? 0;
    const last = records.at(-1);
    const valuesThere = new Set<string>();
    const owner = { arn, incarnation, valuesThere };
    const meta = await this.meta(metaItem, valuesThere);
    const taken = new Map(records.flatMap(({ consumed }) => consumed));
    const leftBehind = stored.filter(
      ({ resolution: { attempt }, nonce }) => taken.get(attempt) === nonce,
    );
    const open = stored.filter((one) => !leftBehind.includes(one));
    const textOf = await this.textOf(owner, records, "state");
    const head: Head = {
      arn,
      incarnation,
      listed: listedIn(kind, meta),
      valuesThere,
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
    arn: string,
    incarnation: number,
    items: readonly Item[],
    isAll: boolean,
  ): Promise<[readonly StoredRecord[], readonly Item[]]> {
    const records: StoredRecord[] = [];
    const resolutions: Item[] = [];
    const take = async (page: readonly Item[]): Promise<boolean> => {
      const ofRecords = page.filter((item) => kindOf(item) === "record");
      resolutions.push(...page.filter((item) => kindOf(item) === "resolution"));
      for (const record of await this.records(ofRecords, incarnation)) {
        records.push(record);
        if (record.stored === undefined) return true;
      }
      return page.some((item) => kindOf(item) === "value");
    };
    if (!(await take(items)) && !isAll) {
      const after = items.at(-1);
      const query = { ...loadedRange(incarnation), partition: arn, newestFirst: true };
      const rest = { ...query, after: after && keyOf(after), pageLength: nextPageLength };
      for await (const page of this.stores.table.pages(rest)) if (await take(page)) break;
    }
    return [records.reverse(), resolutions];
  }

  private async resolutions(
    arn: string,
    incarnation: number,
    items: readonly Item[],
  ): Promise<readonly StoredResolution[]> {
    const all = this.kind.resolutionShards === 1 ? items : await this.sharded(arn, incarnation);
    const stored = await Promise.all(
      all.map((item) => {
        const { number } = readSortKey(textIn(item, "sk"));
        return readResolutionItem(arn, incarnation, number, item, this.stores.objects);
      }),
    );
    return stored.sort((left, right) => (left.arrival < right.arrival ? -1 : 1));
  }

  private async sharded(arn: string, incarnation: number): Promise<readonly Item[]> {
    const range = resolutionRange(incarnation);
    const found = resolutionPartitions(this.kind, arn).map((partition) =>
      this.stores.table.all({ ...range, partition }),
    );
    return (await Promise.all(found)).flat();
  }

  private records(items: readonly Item[], incarnation: number): Promise<readonly StoredRecord[]> {
    return Promise.all(items.map((item) => readRecord(item, incarnation, this.stores.objects)));
  }

  private textOf(
    owner: { arn: string; incarnation: number; valuesThere: Set<string> },
    records: readonly StoredRecord[],
    of: "events" | "state",
  ): Promise<TextOf> | TextOf {
    const hashes = records.flatMap((record) => hashesIn(record[of]));
    return hashes.length === 0 ? () => undefined : this.stores.values.read(owner, hashes);
  }

  /** The last record that begins with this event or an earlier one; 0: there is none. */
  private async recordOf(arn: string, incarnation: number, eventId: number): Promise<number> {
    const last = await this.probe(arn, incarnation, undefined);
    if (last === undefined) return 0;
    if (last.firstEventId <= eventId) return last.number;
    let [low, high] = [{ number: 1, firstEventId: 1 }, last];
    while (high.number - low.number > 1) {
      // Most records have about as many events as the others: the guess is nearly right.
      const part = (eventId - low.firstEventId) / (high.firstEventId - low.firstEventId);
      const guess = low.number + Math.round(part * (high.number - low.number));
      const number = Math.min(Math.max(guess, low.number + 1), high.number - 1);
      const found = await this.probe(arn, incarnation, number);
      if (found === undefined) break;
      if (found.firstEventId <= eventId) low = found;
      else high = found;
    }
    return low.number;
  }

  /** A record's first event; undefined: that of the last record. */
  private async probe(arn: string, incarnation: number, number: number | undefined) {
    const range = recordRange(arn, incarnation, { from: number, to: number });
    const query = {
      ...range,
      partition: arn,
      newestFirst: true,
      pageLength: 1,
      names: ["sk", "f"],
    };
    const [item] = (await this.stores.table.page(query)).items;
    if (item === undefined) return undefined;
    const firstEventId = numberIn(item, "f") ?? 0;
    return { number: readSortKey(textIn(item, "sk")).number, firstEventId };
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

function recordRange(
  arn: string,
  incarnation: number,
  { from = 0, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
): { readonly from: string; readonly to: string } {
  return {
    from: recordKey(arn, incarnation, from).sk,
    to: to === undefined ? resolutionRange(incarnation).from : recordKey(arn, incarnation, to).sk,
  };
}

/** Reads the snapshot when it is asked for: often it is not. */
class LazyHead<Meta, State> implements JournalHead<Meta, State> {
  readonly meta: Meta;
  readonly number: number;
  readonly resolutions: readonly Resolution[];
  private readonly read: () => ReadHead<State> | undefined;
  private made: ReadHead<State> | undefined;

  constructor(
    meta: Meta,
    number: number,
    resolutions: readonly Resolution[],
    read: () => ReadHead<State> | undefined,
  ) {
    this.meta = meta;
    this.number = number;
    this.resolutions = resolutions;
    this.read = read;
  }

  get snapshot(): State | undefined {
    this.made ??= this.read();
    return this.made?.snapshot;
  }

  get unconfirmed(): ReadHead<State>["unconfirmed"] {
    this.made ??= this.read();
    return this.made?.unconfirmed ?? [];
  }
}

/** META, and as many records as there mostly are since a checkpoint. */
const firstPageLength = 12;
const nextPageLength = 25;
const eventPageLength = 100;
