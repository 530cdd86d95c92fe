import { attempt, type MaybePromise } from "../../core/maybe-promise.ts";
import { arnIn, type Encryption, type KeyState } from "../../engine/encryption.ts";
import { MissingKey, type Sealer } from "../../engine/sealer-port.ts";
import { keyFailure, keyState } from "./key-failures.ts";
import type { KeyMetadata, KmsCalls } from "./kms-calls.ts";
import { openText, type SealedHeader, sealedHeader, sealText } from "./sealed-text.ts";

/**
 * Data keys of the customers' KMS keys. Each is used again, for whatever is sealed for the same
 * resource, and kept in memory, until its period is over: then KMS is asked anew, and may say no.
 * https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
export class DataKeys implements Sealer {
  isUsed = false;
  private readonly kms: KmsCalls;
  private readonly now: () => number;
  /** Those to seal with, by key and resource. */
  private readonly current = new Map<string, DataKey>();
  /** Those to open with, as KMS has encrypted them. */
  private readonly opened = new Map<string, OpenedKey>();
  private readonly fetches = new Map<string, Promise<void>>();

  constructor(kms: KmsCalls, now: () => number) {
    this.kms = kms;
    this.now = now;
  }

  /** What KMS knows of the key. Throws KeyFailure; undefined: there is no such key. */
  async describe(encryption: Encryption): Promise<KeyMetadata | undefined> {
    const { kmsKeyId: KeyId } = encryption;
    try {
      return (await this.kms("describeKey", { KeyId }, arnIn(encryption))).KeyMetadata;
    } catch (error) {
      if (error instanceof Error && error.name === "NotFoundException") return undefined;
      throw await keyFailure(error, async () => undefined);
    }
  }

  /** Resolves when there is a data key to seal with. Throws KeyFailure. */
  async ready(encryption: Encryption): Promise<void> {
    await this.withKeys(() => this.check(encryption));
  }

  seal(encryption: Encryption, text: string, shown?: object): string {
    const { key, header } = this.currentKey(encryption);
    return sealText(key, { ...header, ...shown }, text);
  }

  open(sealed: string): string {
    this.isUsed = true;
    const header = sealedHeader(sealed);
    const known = this.opened.get(header.key);
    if (known === undefined || this.isOver(known)) {
      throw new MissingKey(() => this.once(header.key, () => this.decrypt(header)));
    }
    return openText(known.key, sealed);
  }

  check(encryption: Encryption): void {
    this.currentKey(encryption);
  }

  withKeys<T>(work: () => MaybePromise<T>): MaybePromise<T> {
    const again = async (error: unknown): Promise<T> => {
      if (!(error instanceof MissingKey)) throw error;
      await error.fetch();
      return this.withKeys(work);
    };
    if (this.isUsed) return attempt(work, again);
    // The first that lacks a key does so at once, so that nobody waits a turn who has no key.
    try {
      return work();
    } catch (error) {
      return again(error);
    }
  }

  private currentKey(encryption: Encryption): DataKey {
    this.isUsed = true;
    const name = nameOf(encryption);
    const known = this.current.get(name);
    if (known === undefined || this.isOver(known)) {
      throw new MissingKey(() => this.once(name, () => this.generate(name, encryption)));
    }
    return known;
  }

  private isOver({ untilMs }: OpenedKey): boolean {
    return this.now() >= untilMs;
  }

  /** Many may lack the same key at once. */
  private once(name: string, fetch: () => Promise<void>): Promise<void> {
    const underWay = this.fetches.get(name);
    if (underWay !== undefined) return underWay;
    const begun = fetch().finally(() => this.fetches.delete(name));
    this.fetches.set(name, begun);
    return begun;
  }

  private async generate(name: string, encryption: Encryption): Promise<void> {
    const { kmsKeyId: KeyId, context: EncryptionContext } = encryption;
    const request = { KeyId, KeySpec: "AES_256", EncryptionContext } as const;
    const { CiphertextBlob, Plaintext } = await this.kms(
      "generateDataKey",
      request,
      arnIn(encryption),
    ).catch((error: unknown) => this.failed(error, encryption));
    const header = { ...encryption, key: base64(CiphertextBlob) };
    const opened = this.keep(header, Plaintext);
    this.current.set(name, { ...opened, header });
  }

  private async decrypt(header: SealedHeader): Promise<void> {
    const { context: EncryptionContext } = header;
    const CiphertextBlob = Buffer.from(header.key, "base64");
    const { Plaintext } = await this.kms(
      "decrypt",
      { CiphertextBlob, EncryptionContext },
      arnIn(header),
    ).catch((error: unknown) => this.failed(error, header));
    this.keep(header, Plaintext);
  }

  private keep({ key, reuseSeconds }: SealedHeader, plaintext: Uint8Array | undefined): OpenedKey {
    for (const keys of [this.current, this.opened]) {
      for (const [name, known] of keys) if (this.isOver(known)) keys.delete(name);
    }
    const opened = {
      key: Buffer.from(plaintext ?? []),
      untilMs: this.now() + 1_000 * reuseSeconds,
    };
    this.opened.set(key, opened);
    return opened;
  }

  private async failed(error: unknown, encryption: Encryption): Promise<never> {
    const stateOf = async (): Promise<KeyState | undefined> => {
      const described = await this.describe(encryption).catch(() => undefined);
      return keyState(described?.KeyState);
    };
    throw await keyFailure(error, stateOf);
  }
}

interface OpenedKey {
  readonly key: Buffer;
  /** After this instant KMS is asked again. */
  readonly untilMs: number;
}

interface DataKey extends OpenedKey {
  readonly header: SealedHeader;
}

function nameOf({ kmsKeyId, context }: Encryption): string {
  return JSON.stringify([kmsKeyId, context]);
}

function base64(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("base64");
}
