import type { Encryption } from "../engine/encryption.ts";

/** The customers' KMS keys, as far as the operations themselves ask for them. */
export interface CustomerKeys {
  /** Has any been asked for? */
  readonly isUsed: boolean;
  /** What DescribeKey tells; undefined: there is no such key. Throws KeyFailure. */
  describe(encryption: Encryption): Promise<DescribedKey | undefined>;
  /** Resolves when there is a data key to encrypt with. Throws KeyFailure. */
  ready(encryption: Encryption): Promise<void>;
}

export interface DescribedKey {
  readonly KeySpec?: string;
  readonly KeyUsage?: string;
  readonly KeyState?: string;
}
