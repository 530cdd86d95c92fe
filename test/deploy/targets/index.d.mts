/** By function name; how often it was called with the same payload before. */
export const targets: {
  readonly [name: string]: (payload: never, callsBefore: number) => unknown;
};
