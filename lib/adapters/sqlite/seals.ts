import { createHash, createHmac } from "node:crypto";
import type { Encryption } from "../../engine/encryption.ts";
import { isSealed, type Sealer } from "../../engine/sealer-port.ts";

/** How the texts of an entry are sealed; `none`: they are not; `unknown`: META says it. */
export type EntrySeal = Seal | "none" | "unknown";

interface Seal {
  readonly encryption: Encryption;
  /** What the large values' hashes are hidden with: nobody knows it who cannot open META. */
  readonly valueSecret: Buffer;
}

/** Seals what a row keeps of a customer's data, where there is a key of the customer's. */
export class Seals {
  private readonly sealer: Sealer | undefined;

  /** Undefined: nothing is ever sealed. */
  constructor(sealer: Sealer | undefined) {
    this.sealer = sealer;
  }

  get isUsed(): boolean {
    return this.sealer?.isUsed ?? false;
  }

  /** Throws MissingKey where `seal` would. */
  check(encryption: Encryption | undefined): void {
    if (encryption !== undefined) this.needed().check(encryption);
  }

  /** `shown` stays legible. Throws MissingKey. */
  seal(encryption: Encryption | undefined, text: string, shown?: object): string {
    return encryption === undefined ? text : this.needed().seal(encryption, text, shown);
  }

  /** Throws MissingKey. */
  open(text: string): string {
    return isSealed(text) ? this.needed().open(text) : text;
  }

  private needed(): Sealer {
    if (this.sealer !== undefined) return this.sealer;
    throw new Error("a text is sealed with a key of a customer's, and nobody here has keys");
  }
}

/** The seal of an entry, by its META and its META's text. */
export function entrySeal(encryption: Encryption | undefined, metaText: string): EntrySeal {
  if (encryption === undefined) return "none";
  return { encryption, valueSecret: createHash("sha256").update(metaText).digest() };
}

export function encryptionOf(seal: EntrySeal): Encryption | undefined {
  return typeof seal === "string" ? undefined : seal.encryption;
}

/** By what a large value of the entry is found: its hash, which must not tell who has the same. */
export function valueKey(seal: EntrySeal, hash: string): Buffer {
  if (typeof seal === "string") return Buffer.from(hash, "hex");
  return createHmac("sha256", seal.valueSecret).update(hash).digest();
}
