/** An array that the engine takes for a sequence: one of a single item is that item. */
export type Sequence = unknown[] & { sequence?: true };

export function makeSequence(items: unknown[]): Sequence {
  const sequence: Sequence = items;
  sequence.sequence = true;
  return sequence;
}

/** True for arrays that were made by selecting, not for those of documents. */
export function isSequence(value: unknown): boolean {
  return Array.isArray(value) && (value as Sequence).sequence === true;
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
