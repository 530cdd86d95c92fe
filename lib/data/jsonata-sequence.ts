/** An array that the engine takes for a sequence: one of a single item is that item. */
export type Sequence = unknown[] & { sequence?: true };

/** Marks an array for the engine. */
export function makeSequence(items: unknown[]): Sequence {
  const sequence: Sequence = items;
  sequence.sequence = true;
  return sequence;
}

/** Sequences of the fast path, whose arrays carry no mark: they may become part of a document. */
const selections = new WeakSet<object>();

/** Marks an array as the result of selecting, on the fast path. */
export function makeSelection(items: unknown[]): unknown[] {
  selections.add(items);
  return items;
}

/** Arrays that a step of a path writes: items of the path, not sequences to be joined. */
const constructed = new WeakSet<object>();

export function makeConstructed(items: unknown[]): unknown[] {
  constructed.add(items);
  return items;
}

/** True for arrays whose members a path joins with those of others. */
export function isJoined(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && !constructed.has(value);
}

/** True for arrays that were made by selecting, not for those of documents. */
export function isSequence(value: unknown): value is unknown[] {
  if (!Array.isArray(value)) return false;
  return (value as Sequence).sequence === true || selections.has(value);
}

/** A sequence of one is that one; an empty one is undefined. */
export function collapsed(value: unknown): unknown {
  return isSequence(value) && value.length < 2 ? value[0] : value;
}

/** A field by its name, of all members where the input is an array. Own fields only. */
export function lookup(input: unknown, key: string): unknown {
  if (Array.isArray(input)) {
    const found = input.map((item) => lookup(item, key)).filter((item) => item !== undefined);
    return makeSequence(found.flat());
  }
  if (typeof input !== "object" || input === null || isLambda(input)) return undefined;
  return Object.hasOwn(input, key) ? (input as Members)[key] : undefined;
}

/** The engine's record of a function that the expression defines. */
export function isLambda(value: object): boolean {
  return (value as { _jsonata_lambda?: boolean })._jsonata_lambda === true;
}

interface Members {
  readonly [key: string]: unknown;
}
