import type { MaybePromise } from "../core/maybe-promise.ts";
import type { Answer } from "../core/stimulus.ts";

/** Somebody who waits to hear what became of a stimulus. */
export interface Hearer {
  answered(answer: Answer): void;
  /** It cannot be said, and whoever waits must not wait for ever. */
  failed?(error: unknown): void;
}

/** An answer that is there, or that somebody waits for. */
export class Asked implements Hearer {
  private outcome: { readonly answer: Answer } | { readonly error: unknown } | undefined;
  private heard: (() => void) | undefined;

  answered(answer: Answer): void {
    this.outcome = { answer };
    this.heard?.();
  }

  failed(error: unknown): void {
    this.outcome = { error };
    this.heard?.();
  }

  answer(): MaybePromise<Answer> {
    const { outcome } = this;
    if (outcome === undefined) {
      return new Promise<void>((resolve) => {
        this.heard = resolve;
      }).then(() => this.answer());
    }
    if ("error" in outcome) throw outcome.error;
    return outcome.answer;
  }
}
