/** What a record takes in the table, and in the bucket. */
export interface StoredSizes {
  readonly recordUnits: number;
  /** 1 if it is kept as an object, else 0. */
  readonly recordObjects: 0 | 1;
  readonly tableBytes: number;
  readonly objectBytes: number;
}

/** Of a record that carries a payload of that many bytes. */
export function storedSizes({ payloadBytes }: { readonly payloadBytes: number }): StoredSizes {
  const packed = eventsBytes + payloadBytes * packedShare;
  const isObject = packed > inlineBytesMax;
  const tableBytes = keysBytes + (isObject ? 0 : packed);
  return {
    recordUnits: Math.ceil(tableBytes / 1_024),
    recordObjects: isObject ? 1 : 0,
    tableBytes,
    objectBytes: isObject ? packed : 0,
  };
}

/** Of ordinary JSON, compressed: from a fifth to a half. */
const packedShare = 0.35;
/** A Task's events and the snapshot after them, compressed. */
const eventsBytes = 250;
/** Keys, nonce and number of an item, and what DynamoDB adds to each. */
const keysBytes = 250;
/** What is larger is an object: putting one costs as much as 8 write units. */
const inlineBytesMax = 8_192;
