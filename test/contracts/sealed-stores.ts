import { randomBytes } from "node:crypto";
import { DataKeys } from "../../lib/adapters/kms/data-keys.ts";
import {
  KeyedActivityQueue,
  KeyedDefinitions,
  KeyedJournal,
} from "../../lib/adapters/kms/keyed-stores.ts";
import { SqliteActivityQueue } from "../../lib/adapters/sqlite/activity-queue.ts";
import { SqliteDefinitions } from "../../lib/adapters/sqlite/definitions.ts";
import { sqliteJournal } from "../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import { type MaybePromise, whenDone } from "../../lib/core/maybe-promise.ts";
import type { Snapshot } from "../../lib/core/snapshot.ts";
import type { Encryption } from "../../lib/engine/encryption.ts";
import type { ExecutionMeta, JournalHead } from "../../lib/engine/journal-port.ts";

const encryption: Encryption = {
  kmsKeyId: "key-1",
  reuseSeconds: 60,
  context: { "aws:states:stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m" },
};

/** Data keys whose period is over again and again, in the midst of whatever is done with them. */
function hastyKeys(): DataKeys {
  const plaintexts = new Map<string, Uint8Array>();
  let looks = 0;
  const kms = async (_action: string, { CiphertextBlob: blob }: { CiphertextBlob?: Buffer }) => {
    if (blob !== undefined) return { Plaintext: plaintexts.get(blob.toString("hex")) };
    const [CiphertextBlob, Plaintext] = [randomBytes(100), randomBytes(32)];
    plaintexts.set(CiphertextBlob.toString("hex"), Plaintext);
    return { CiphertextBlob, Plaintext };
  };
  return new DataKeys(kms as never, () => 500 * looks++);
}

/** A journal in SQLite of which all is sealed; its callers know nothing of that. */
export class SealedJournal extends KeyedJournal<ExecutionMeta, Snapshot> {
  constructor(now: () => number) {
    const keys = hastyKeys();
    super(sqliteJournal(openDatabase(":memory:"), now, keys), keys);
  }

  override create(arn: string, meta: ExecutionMeta): MaybePromise<ExecutionMeta | undefined> {
    const revision = { ...meta.revision, encryption } as ExecutionMeta["revision"];
    const created = super.create(arn, { ...meta, revision });
    return whenDone(created, (there) => there && withoutKey(there));
  }

  override load(arn: string): MaybePromise<JournalHead | undefined> {
    return whenDone(super.load(arn), (head) => {
      if (head === undefined) return undefined;
      const { meta, number, snapshot, unconfirmed, resolutions } = head;
      return { meta: withoutKey(meta), number, snapshot, unconfirmed, resolutions };
    });
  }
}

function withoutKey({ revision, ...meta }: ExecutionMeta): ExecutionMeta {
  const { encryption: _key, ...rest } = revision ?? {};
  return Object.keys(rest).length === 0 ? meta : ({ ...meta, revision: rest } as ExecutionMeta);
}

/** Definitions in SQLite whose texts are sealed. */
export class SealedDefinitions extends KeyedDefinitions {
  constructor() {
    const keys = hastyKeys();
    super(new SqliteDefinitions(openDatabase(":memory:"), keys), keys);
  }

  override putText(hash: string, text: string): MaybePromise<void> {
    return super.putText(hash, text, encryption);
  }
}

/** An activity queue in SQLite whose tasks are sealed. */
export function sealedActivityQueue(): KeyedActivityQueue {
  const sealer = hastyKeys();
  const keys = { sealer, encryption: () => encryption };
  return new KeyedActivityQueue(new SqliteActivityQueue(openDatabase(":memory:"), keys), sealer);
}
