import type { ValuePacker, ValueUnpacker } from "./large-values.ts";

/** What differs between the states of executions and of Map Runs. */
export interface StateFormat<Meta, State> {
  /** What is left of it when it is written whole. */
  whole(state: State, packer: ValuePacker): object;
  changes(before: State, state: State, packer: ValuePacker): object;
  /** Before the first record. */
  start(meta: Meta): State;
  /** The state after what `whole` or `changes` has written. */
  read(before: State, written: object, unpacker: ValueUnpacker, meta: Meta): State;
}
