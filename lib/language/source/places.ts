/** 1-based; columns count UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where one value stands in a text, and its members or items by key or index. */
export interface Place {
  /** Of the value, or of the key of a member that is an object or an array. */
  offset: number;
  members?: Map<string, Place>;
}

/** Finds positions by pointer; the places are made when first asked for. */
export function positionsIn(
  text: string,
  placesOf: () => Place | undefined,
): { at(pointer: string): Position | undefined } {
  let root: Place | undefined | null = null;
  let toPosition: ((offset: number) => Position) | undefined;
  return {
    at(pointer) {
      if (root === null) root = placesOf();
      if (root === undefined) return undefined;
      toPosition ??= positionReader(text);
      return toPosition(placeAt(root, pointer).offset);
    },
  };
}

/** The place a pointer names, or its nearest ancestor that exists. RFC 6901 */
function placeAt(root: Place, pointer: string): Place {
  let place = root;
  for (const token of pointerTokens(pointer)) {
    const next = place.members?.get(token);
    if (next === undefined) break;
    place = next;
  }
  return place;
}

/** The reference tokens of a JSON pointer, unescaped: none for `""`. RFC 6901 */
export function pointerTokens(pointer: string): string[] {
  if (pointer === "") return [];
  const tokens = pointer.slice(1).split("/");
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The JSON pointer of nested keys and indexes; of very deep ones, only the outermost. RFC 6901 */
export function pointerTo(keys: readonly (string | number)[]): string {
  const outer = keys.length > depthShown ? keys.slice(0, depthShown) : keys;
  return outer.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

const depthShown = 100;

/** Turns offsets into lines and columns: one pass over the text, then a binary search each. */
export function positionReader(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
