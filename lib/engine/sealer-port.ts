import type { MaybePromise } from "../core/maybe-promise.ts";
import type { Encryption } from "./encryption.ts";

/**
 * Seals texts with data keys of the customers' KMS keys. Data keys are in memory for as long as
 * they may be used again; sealing and opening ask nobody, so that they can be done anywhere.
 */
export interface Sealer {
  /** Has it been asked for anything in this process? */
  readonly isUsed: boolean;
  /**
   * A text that only `open` reads; `shown` is legible in it. Throws MissingKey where there is no
   * data key to use.
   */
  seal(encryption: Encryption, text: string, shown?: object): string;
  /** The text that was sealed. Throws MissingKey where its data key is not in memory. */
  open(sealed: string): string;
  /** Throws MissingKey where `seal` would. */
  check(encryption: Encryption): void;
  /** Does the work; again, when the keys that it lacked are there. Throws KeyFailure. */
  withKeys<T>(work: () => MaybePromise<T>): MaybePromise<T>;
}

/** There is no such data key in memory. */
export class MissingKey extends Error {
  /** Asks KMS for it. Throws KeyFailure. */
  readonly fetch: () => Promise<void>;

  constructor(fetch: () => Promise<void>) {
    super("a data key is to be asked for");
    this.name = "MissingKey";
    this.fetch = fetch;
  }
}

/** Sealed texts begin as no JSON text does. */
export const sealMark = "~";

export function isSealed(text: string): boolean {
  return text.charCodeAt(0) === sealMarkCode;
}

const sealMarkCode = sealMark.charCodeAt(0);
