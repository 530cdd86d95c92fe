import type { JournalHead, Resolution } from "./journal-port.ts";
import type { ReadHead } from "./record-format.ts";

/** Reads the snapshot when it is asked for: often it is not. */
export class LazyHead<Meta, State> implements JournalHead<Meta, State> {
  readonly meta: Meta;
  readonly number: number;
  readonly resolutions: readonly Resolution[];
  private readonly read: () => ReadHead<State> | undefined;
  private made: ReadHead<State> | undefined;

  constructor(
    meta: Meta,
    number: number,
    resolutions: readonly Resolution[],
    read: () => ReadHead<State> | undefined,
  ) {
    this.meta = meta;
    this.number = number;
    this.resolutions = resolutions;
    this.read = read;
  }

  get snapshot(): State | undefined {
    this.made ??= this.read();
    return this.made?.snapshot;
  }

  readNow(): void {
    this.made ??= this.read();
  }

  get unconfirmed(): ReadHead<State>["unconfirmed"] {
    this.made ??= this.read();
    return this.made?.unconfirmed ?? [];
  }
}
