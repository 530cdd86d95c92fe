import type { LargeValue, TextOf } from "../../engine/large-values.ts";
import { bytesIn, itemOf, textIn } from "./attributes.ts";
import { pack, unpack } from "./compression.ts";
import { prefixOf, shortHash, valueKey } from "./keys.ts";
import type { Objects } from "./objects.ts";
import type { Table } from "./table.ts";

/** Whose values. */
export interface ValueOwner {
  readonly arn: string;
  readonly incarnation: number;
  /** Hashes of those that are known to be there. */
  readonly valuesThere: Set<string>;
}

/**
 * Large values by their hashes: each once per execution, small ones in the table, others in the
 * bucket with an item that says so. They are there before the record that names them.
 */
export class Values {
  private readonly table: Table;
  private readonly objects: Objects;
  private readonly texts = new Map<string, string>();
  private textsLength = 0;

  constructor(table: Table, objects: Objects) {
    this.table = table;
    this.objects = objects;
  }

  async put(owner: ValueOwner, values: readonly LargeValue[]): Promise<void> {
    const missing = values.filter(({ hash }) => !owner.valuesThere.has(hash));
    await Promise.all(missing.map((value) => this.putOne(owner, value)));
  }

  /** The texts of these hashes, as far as they are there. */
  async read(owner: ValueOwner, hashes: Iterable<string>): Promise<TextOf> {
    const texts = new Map<string, string>();
    const missing: string[] = [];
    for (const hash of new Set(hashes)) {
      const known = this.texts.get(hash);
      if (known === undefined) missing.push(hash);
      else texts.set(hash, known);
    }
    const { arn, incarnation } = owner;
    const items = await this.table.getAll(missing.map((hash) => valueKey(arn, incarnation, hash)));
    await Promise.all(
      items.map(async (item) => {
        const hash = textIn(item, "sk").slice(-hashDigits);
        const inline = bytesIn(item, "b");
        const bytes = inline ?? (await this.objects.get(objectKey(arn, incarnation, hash)));
        const text = unpack(bytes);
        texts.set(hash, text);
        this.keep(hash, text);
        owner.valuesThere.add(hash);
      }),
    );
    return (hash) => texts.get(hash);
  }

  private async putOne(owner: ValueOwner, { hash, text }: LargeValue): Promise<void> {
    const { arn, incarnation } = owner;
    const written = text();
    const bytes = pack(written);
    const isObject = bytes.length > inlineBytesMax;
    // The item comes first: by it the object is found when it is to be deleted.
    await this.table.put(
      itemOf({ ...valueKey(arn, incarnation, hash), b: isObject ? undefined : bytes }),
    );
    if (isObject) await this.objects.put(objectKey(arn, incarnation, hash), bytes);
    owner.valuesThere.add(hash);
    this.keep(hash, written);
  }

  /** Those that were used last: most are read again soon. */
  private keep(hash: string, text: string): void {
    if (this.texts.has(hash)) return;
    this.texts.set(hash, text);
    this.textsLength += text.length;
    for (const [oldest, there] of this.texts) {
      if (this.textsLength <= keptLengthMax) break;
      this.texts.delete(oldest);
      this.textsLength -= there.length;
    }
  }
}

/** The key of an object that belongs to an item of the table. */
export function objectKey(arn: string, incarnation: number, name: string): string {
  return `${shortHash(arn)}/${prefixOf(incarnation)}/${name}`;
}

/**
 * The hashes that a record's texts name. A document of the user's may look alike: what is not there
 * is nobody's value.
 */
export function hashesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/#":"([0-9a-f]{64})"/g), ([, hash = ""]) => hash);
}

const hashDigits = 64;

/**
 * More is cheaper as an object: putting one costs as much as 8 write units, and an item of the
 * table that stands for it one more.
 */
export const inlineBytesMax = 8_192;

/** Characters. */
const keptLengthMax = 16_000_000;
