import type { ValuePacker, ValueUnpacker } from "./large-values.ts";

/** What differs between the states of executions and of Map Runs. */
export interface StateFormat<Meta, State> {
  /** The JSON text of all of it. */
  whole(state: State, packer: ValuePacker): string;
  /** The JSON text of what is other than it was before. */
  changes(before: State, state: State, packer: ValuePacker): string;
  /** Before the first record. */
  start(meta: Meta): State;
  /** The state after what `whole` or `changes` has written. */
  read(before: State, written: object, unpacker: ValueUnpacker, meta: Meta): State;
}
