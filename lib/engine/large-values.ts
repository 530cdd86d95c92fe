import { createHash } from "node:crypto";
import { readDocument, writeDocument } from "../data/document.ts";
import type { JsonValue } from "../language/json.ts";
import type { ObjectText } from "./object-text.ts";
import { stringText } from "./string-text.ts";

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

/** Writes what is kept as JSON, and takes large values out of it. */
export class ValuePacker {
  readonly values: LargeValue[] = [];
  /** The last object that was small, and its text: most events of a record share documents. */
  private small: unknown;
  private smallText = "";

  /** The fields; those of these names (by default all) are documents, which may be large. */
  write(fields: object, names?: ReadonlySet<string>): string {
    let members = "";
    for (const name in fields) {
      const value = (fields as Fields)[name];
      if (value === undefined) continue;
      const isDocument = names === undefined || names.has(name);
      const member = isDocument ? this.member(name, value) : plainMember(name, value);
      members += members === "" ? member : `,${member}`;
    }
    return `{${members}}`;
  }

  addAll(object: ObjectText, fields: object, names?: ReadonlySet<string>): void {
    for (const name in fields) {
      const value = (fields as Fields)[name];
      if (names === undefined || names.has(name)) this.addDocument(object, name, value);
      else addPlain(object, name, value);
    }
  }

  /** Adds a field that may be large: it is called `name#` then, and has the hash. */
  addDocument(object: ObjectText, name: string, value: unknown): void {
    if (value !== undefined) object.addMember(this.member(name, value));
  }

  /** The field's name and its text, as `addDocument` adds them. */
  member(name: string, value: unknown): string {
    const text = this.smallTextOf(value as JsonValue);
    if (text !== undefined) return `"${name}":${text}`;
    return `"${name}#":"${this.keep(value as JsonValue)}"`;
  }

  /** Undefined where the value is large. */
  private smallTextOf(value: JsonValue): string | undefined {
    if (typeof value === "string") {
      return value.length > largeFromBytes ? undefined : stringText(value);
    }
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if (value === this.small) return this.smallText;
    if (hashes.has(value)) return undefined;
    const text = writeDocument(value);
    if (isLarge(text)) {
      hashes.set(value, sha256(text));
      return undefined;
    }
    this.small = value;
    this.smallText = text;
    return text;
  }

  private keep(value: JsonValue): string {
    const large = largeValue(value);
    if (!this.values.some(({ hash }) => hash === large.hash)) this.values.push(large);
    return large.hash;
  }
}

/** Adds a field of ours; none where it is undefined. */
export function addPlain(object: ObjectText, name: string, value: unknown): void {
  if (value !== undefined) object.addMember(plainMember(name, value));
}

function plainMember(name: string, value: unknown): string {
  return `"${name}":${typeof value === "number" ? value : JSON.stringify(value)}`;
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

function isLarge(text: string): boolean {
  if (text.length > largeFromBytes) return true;
  // A character has at most three bytes.
  return 3 * text.length > largeFromBytes && Buffer.byteLength(text) > largeFromBytes;
}

function hashOf(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return sha256(writeDocument(value));
  const known = hashes.get(value);
  if (known !== undefined) return known;
  const hash = sha256(writeDocument(value));
  hashes.set(value, hash);
  return hash;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Of values that live: most are written in several records. */
const hashes = new WeakMap<object, string>();
const largeFromBytes = 4_096;
