import { StatesError } from "../../data/states-error.ts";
import { assert } from "../assert.ts";
import type { CompiledFail } from "../compiled-state.ts";
import { whenDone } from "../maybe-promise.ts";
import type { StateHandler } from "../outcome.ts";

/** #fail-state */
export const fail: StateHandler<CompiledFail> = {
  enter: (state, scope) =>
    whenDone(state.error?.(scope), (error) =>
      whenDone(state.cause?.(scope), (cause) => {
        throw new StateFailed(error, cause);
      }),
    ),
  resume: () => {
    assert(false, "a Fail state never waits");
  },
};

/** What a Fail state raises. Either part may be missing. */
export class StateFailed extends StatesError {
  readonly error: string | undefined;

  constructor(error: string | undefined, cause: string | undefined) {
    super(error ?? "", cause);
    this.error = error;
  }
}
