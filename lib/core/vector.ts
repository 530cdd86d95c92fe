import { assert } from "./assert.ts";

const CHUNK_BITS = 6;
const CHUNK_SIZE = 1 << CHUNK_BITS;

/** Marks the draft that may change a chunk in place. */
export type Owner = object;

interface Chunk<T> {
  readonly owner: Owner | undefined;
  readonly items: (T | undefined)[];
}

/**
 * A list with holes that shares what did not change: setting one of n items copies a chunk and the
 * list of chunks, and under one owner each of them only once.
 */
export class Vector<T> {
  readonly length: number;
  /** Items that are not holes. */
  readonly count: number;
  private readonly owner: Owner | undefined;
  private readonly chunks: (Chunk<T> | undefined)[];

  private constructor(
    length: number,
    count: number,
    owner: Owner | undefined,
    chunks: (Chunk<T> | undefined)[],
  ) {
    this.length = length;
    this.count = count;
    this.owner = owner;
    this.chunks = chunks;
  }

  static empty<T>(): Vector<T> {
    return new Vector<T>(0, 0, undefined, []);
  }

  static from<T>(items: readonly (T | undefined)[]): Vector<T> {
    const owner = {};
    let vector = Vector.empty<T>();
    for (const [index, item] of items.entries()) {
      if (item !== undefined) vector = vector.set(index, item, owner);
    }
    return vector;
  }

  get(index: number): T | undefined {
    return this.chunks[index >> CHUNK_BITS]?.items[index & (CHUNK_SIZE - 1)];
  }

  /** Answers a vector with the item (undefined: a hole) at the index. */
  set(index: number, item: T | undefined, owner: Owner): Vector<T> {
    assert(index >= 0, "index");
    const at = index >> CHUNK_BITS;
    const within = index & (CHUNK_SIZE - 1);
    const chunks = this.owner === owner ? this.chunks : this.chunks.slice();
    let chunk = chunks[at];
    if (chunk === undefined || chunk.owner !== owner) {
      chunk = { owner, items: chunk === undefined ? [] : chunk.items.slice() };
      chunks[at] = chunk;
    }
    const before = chunk.items[within] === undefined ? 0 : 1;
    chunk.items[within] = item;
    const after = item === undefined ? 0 : 1;
    if (item === undefined && isEmpty(chunk)) chunks[at] = undefined;
    return new Vector<T>(
      Math.max(this.length, index + 1),
      this.count + after - before,
      owner,
      chunks,
    );
  }

  /** The items in order, without the holes. */
  *values(): Generator<T> {
    for (const chunk of this.chunks) {
      if (chunk === undefined) continue;
      for (const item of chunk.items) if (item !== undefined) yield item;
    }
  }

  /** The first item that matches. */
  find(matches: (item: T) => boolean): T | undefined {
    for (const chunk of this.chunks) {
      if (chunk === undefined) continue;
      for (const item of chunk.items) if (item !== undefined && matches(item)) return item;
    }
    return undefined;
  }

  /**
   * What is other than it was in the vector that this one came from: index, item, and the item
   * before.
   */
  forEachChange(
    before: Vector<T>,
    changed: (index: number, item: T | undefined, former: T | undefined) => void,
  ): void {
    const length = Math.max(this.chunks.length, before.chunks.length);
    for (let at = 0; at < length; at++) {
      const now = this.chunks[at]?.items;
      const then = before.chunks[at]?.items;
      if (now === then) continue;
      const end = Math.max(now?.length ?? 0, then?.length ?? 0);
      for (let within = 0; within < end; within++) {
        const item = now?.[within];
        const former = then?.[within];
        if (item !== former) changed(at * CHUNK_SIZE + within, item, former);
      }
    }
  }

  /** As an array, holes as undefined. */
  toArray(): (T | undefined)[] {
    const array = new Array<T | undefined>(this.length);
    for (let index = 0; index < this.length; index++) array[index] = this.get(index);
    return array;
  }
}

function isEmpty<T>(chunk: Chunk<T>): boolean {
  for (const item of chunk.items) if (item !== undefined) return false;
  return true;
}
