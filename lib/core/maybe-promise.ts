/** A value, or a promise of it where JSONata had to be awaited. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on at once with a value, later with a promise: what needs no JSONata never waits. */
export function whenDone<T, U>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Like try/catch around a MaybePromise. */
export function attempt<T>(
  work: () => MaybePromise<T>,
  failed: (error: unknown) => MaybePromise<T>,
): MaybePromise<T> {
  try {
    const value = work();
    return value instanceof Promise ? value.then(undefined, failed) : value;
  } catch (error) {
    return failed(error);
  }
}
