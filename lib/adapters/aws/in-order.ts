/** Merges what comes in order from many sources into one order. */
export async function* inOrder<T>(
  sources: readonly AsyncIterator<T, void>[],
  compared: (left: T, right: T) => number,
): AsyncGenerator<T, void> {
  const firsts = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    let first: { readonly value: T; readonly from: number } | undefined;
    for (const [from, next] of firsts.entries()) {
      if (next.done === true) continue;
      if (first === undefined || compared(next.value, first.value) < 0) {
        first = { value: next.value, from };
      }
    }
    if (first === undefined) return;
    yield first.value;
    const source = sources[first.from];
    if (source !== undefined) firsts[first.from] = await source.next();
  }
}
