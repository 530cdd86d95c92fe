import { createHash } from "node:crypto";
import { readDocument, writeDocument } from "../data/document.ts";
import { documentSizeBytes } from "../data/size.ts";
import type { JsonValue } from "../language/json.ts";

/** A value that is kept once, by the hash of its text, however many records name it. */
export interface LargeValue {
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  /** Made when it is asked for: often the value is there already. */
  text(): string;
}

/** The text of a large value, by its hash. */
export type TextOf = (hash: string) => string | undefined;

/** A value as a large one, whatever its size. */
export function largeValue(value: JsonValue): LargeValue {
  return { hash: hashOf(value), text: () => writeDocument(value) };
}

/** The fields of ours that hold the user's documents; a large one is replaced by its hash. */
type Fields = { readonly [field: string]: unknown };

/** Takes large values out of what is written. */
export class ValuePacker {
  readonly values: LargeValue[] = [];
  /** The last object that was found small: most events of a record share their documents. */
  private small: unknown;

  /**
   * The same fields; those of these names that have large values are called `name#`, and have
   * hashes.
   */
  pack(fields: object, names: readonly string[] = Object.keys(fields)): Fields {
    let packed: { [field: string]: unknown } | undefined;
    for (const name of names) {
      const value = (fields as Fields)[name];
      if (value === this.small) continue;
      if (!isLarge(value)) {
        if (typeof value === "object") this.small = value;
        continue;
      }
      packed ??= { ...(fields as Fields) };
      delete packed[name];
      packed[`${name}#`] = this.add(value);
    }
    return packed ?? (fields as Fields);
  }

  private add(value: JsonValue): string {
    const hash = hashOf(value);
    if (!this.values.some((there) => there.hash === hash)) {
      this.values.push(largeValue(value));
    }
    return hash;
  }
}

/** Puts large values back: each is read once, and shared. */
export class ValueUnpacker {
  private readonly textOf: TextOf;
  private readonly known = new Map<string, JsonValue>();

  constructor(textOf: TextOf) {
    this.textOf = textOf;
  }

  /** The fields that `pack` packed. */
  unpack<T>(fields: Fields): T {
    let unpacked: { [field: string]: unknown } | undefined;
    for (const name of Object.keys(fields)) {
      if (!name.endsWith("#")) continue;
      unpacked ??= { ...fields };
      delete unpacked[name];
      unpacked[name.slice(0, -1)] = this.value(String(fields[name]));
    }
    return (unpacked ?? fields) as T;
  }

  private value(hash: string): JsonValue {
    const known = this.known.get(hash);
    if (known !== undefined) return known;
    const text = this.textOf(hash);
    if (text === undefined) throw new Error(`the journal names a value ${hash} that is not there`);
    const value = readDocument(text);
    this.known.set(hash, value);
    if (typeof value === "object" && value !== null) hashes.set(value, hash);
    return value;
  }
}

function isLarge(value: unknown): value is JsonValue {
  if (typeof value === "string") return value.length > largeFromBytes;
  if (typeof value !== "object" || value === null) return false;
  return documentSizeBytes(value as JsonValue) > largeFromBytes;
}

function hashOf(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return sha256(value);
  const known = hashes.get(value);
  if (known !== undefined) return known;
  const hash = sha256(value);
  hashes.set(value, hash);
  return hash;
}

function sha256(value: JsonValue): string {
  return createHash("sha256").update(writeDocument(value)).digest("hex");
}

/** Of values that live: most are written in several records. */
const hashes = new WeakMap<object, string>();
const largeFromBytes = 4_096;
