import type {
  DefinitionRecord,
  Definitions,
  DefinitionsQuery,
  Page,
} from "../../engine/definitions-port.ts";
import { bytesIn, itemOf, numberIn, textIn } from "./attributes.ts";
import { pack, unpack } from "./compression.ts";
import type { Item } from "./dynamodb-calls.ts";
import { padded } from "./keys.ts";
import type { Objects } from "./objects.ts";
import { isAbsent, type Key, type Table } from "./table.ts";

export interface DefinitionsSettings {
  readonly table: Table;
  readonly objects: Objects;
  nonce(): number;
}

/**
 * State machines, versions, aliases and activities. A record is an item under its ARN; a list has
 * the ARNs in the order of their first puts, and what it has that no record answers to is ignored:
 * so no two items need be written at once.
 */
export class AwsDefinitions implements Definitions {
  private readonly settings: DefinitionsSettings;

  constructor(settings: DefinitionsSettings) {
    this.settings = settings;
  }

  async get(arn: string): Promise<DefinitionRecord | undefined> {
    const item = await this.settings.table.get(recordKey(arn));
    return item && readRecord(item);
  }

  async put(record: DefinitionRecord): Promise<boolean> {
    return record.edition === 1 ? this.insert(record) : this.replace(record);
  }

  async delete(arn: string, edition: number): Promise<boolean> {
    const { table } = this.settings;
    const item = await table.get(recordKey(arn));
    const record = item && readRecord(item);
    if (item === undefined || record?.edition !== edition) return false;
    const values = { n: edition };
    const written = await table.delete(recordKey(arn), { expression: "#n = :n", values });
    // Nothing is there: a repeated request finds what it has done itself.
    if (!written.isDone && written.there !== undefined) return false;
    await table.delete(placeKey(record, numberIn(item, "u") ?? 0));
    return true;
  }

  async list(query: DefinitionsQuery): Promise<Page<DefinitionRecord>> {
    const { limit, after, newestFirst } = query;
    const range = newestFirst
      ? { from: firstPlace, to: after ?? lastPlace }
      : { from: after ?? firstPlace, to: lastPlace };
    const pageLength = Math.min(limit + 2, pageLengthMax);
    const list = { partition: listOf(query), newestFirst, pageLength, ...range };
    const items: DefinitionRecord[] = [];
    let last = "";
    for await (const page of this.settings.table.pages(list)) {
      const entries = page.filter((entry) => textIn(entry, "sk") !== after);
      for (const { place, record } of await this.recordsOf(entries)) {
        if (items.length === limit) return { items, next: last };
        items.push(record);
        last = place;
      }
    }
    return { items, next: undefined };
  }

  async putText(hash: string, text: string): Promise<void> {
    const { table, objects } = this.settings;
    // Most definitions are put many times, by deploys that change others.
    if ((await table.get(textKey(hash))) !== undefined) return;
    const body = pack(text);
    const isObject = body.length > textBytesMax;
    if (isObject) await objects.put(textObject(hash), body);
    await table.put(itemOf({ ...textKey(hash), b: isObject ? undefined : body }));
  }

  async text(hash: string): Promise<string | undefined> {
    const { table, objects } = this.settings;
    const item = await table.get(textKey(hash));
    if (item === undefined) return undefined;
    return unpack(bytesIn(item, "b") ?? (await objects.get(textObject(hash))));
  }

  private async insert(record: DefinitionRecord): Promise<boolean> {
    const { table, nonce } = this.settings;
    const place = await table.add(counterKey(record), "n", 1);
    await table.put(itemOf({ ...placeKey(record, place), a: record.arn }));
    const own = nonce();
    const written = await table.put(itemWith(record, place, own), isAbsent);
    if (written.isDone || numberIn(written.there ?? {}, "o") === own) return true;
    await table.delete(placeKey(record, place));
    return false;
  }

  private async replace(record: DefinitionRecord): Promise<boolean> {
    const { table, nonce } = this.settings;
    const there = await table.get(recordKey(record.arn));
    if (there === undefined || numberIn(there, "n") !== record.edition - 1) return false;
    const own = nonce();
    const condition = { expression: "#o = :o", values: { o: numberIn(there, "o") } };
    const item = itemWith(record, numberIn(there, "u") ?? 0, own);
    const written = await table.put(item, condition);
    return written.isDone || numberIn(written.there ?? {}, "o") === own;
  }

  /** In the order of the list; those that are not there any more are left out. */
  private async recordsOf(entries: readonly Item[]) {
    const arns = entries.map((entry) => textIn(entry, "a"));
    const items = await this.settings.table.getAll([...new Set(arns)].map(recordKey));
    const byArn = new Map(items.map((item) => [textIn(item, "pk"), item]));
    return entries.flatMap((entry) => {
      const place = textIn(entry, "sk");
      const item = byArn.get(textIn(entry, "a"));
      if (item === undefined || padded(numberIn(item, "u") ?? 0, placeDigits) !== place) return [];
      return [{ place, record: readRecord(item) }];
    });
  }
}

function itemWith(record: DefinitionRecord, place: number, nonce: number): Item {
  const { arn, edition } = record;
  const body = pack(JSON.stringify(record), arn);
  return itemOf({ ...recordKey(arn), n: edition, u: place, o: nonce, b: body });
}

function readRecord(item: Item): DefinitionRecord {
  const body = bytesIn(item, "b") ?? new Uint8Array();
  return JSON.parse(unpack(body, textIn(item, "pk"))) as DefinitionRecord;
}

type Listed = Pick<DefinitionsQuery, "kind" | "owner">;

function recordKey(arn: string): Key {
  return { pk: arn, sk: "definition" };
}

function listOf({ kind, owner }: Listed): string {
  return `${kind} of ${owner}`;
}

function placeKey(record: Listed, place: number): Key {
  return { pk: listOf(record), sk: padded(place, placeDigits) };
}

/** Counts the records that were ever put into a list. */
function counterKey(record: Listed): Key {
  return { pk: listOf(record), sk: " count" };
}

function textKey(hash: string): Key {
  return { pk: `definition ${hash}`, sk: "text" };
}

function textObject(hash: string): string {
  return `definitions/${hash}`;
}

const placeDigits = 8;
const firstPlace = padded(0, placeDigits);
const lastPlace = "z".repeat(placeDigits);
const pageLengthMax = 100;
/** A definition's text is written once and read by every sandbox: the table is faster. */
const textBytesMax = 300_000;
