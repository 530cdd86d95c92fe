import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DataKeys } from "../../../lib/adapters/kms/data-keys.ts";
import type { KmsCalls } from "../../../lib/adapters/kms/kms-calls.ts";
import { KmsClient } from "../../../lib/integrations/sdk/kms-client.ts";
import { FakeKms } from "../../hosts/server/fake-kms.ts";
import { marker } from "./machines.ts";

/** A KMS that outlives the servers, whose key encrypts whatever the campaign keeps. */
export class CampaignKeys {
  /** What a request to create something says of its key. */
  readonly request = {
    encryptionConfiguration: {
      type: "CUSTOMER_MANAGED_KMS_KEY",
      kmsKeyId: "key-1",
      kmsDataKeyReusePeriodSeconds: 60,
    },
  };
  private readonly kms: FakeKms;

  private constructor(kms: FakeKms) {
    this.kms = kms;
  }

  static async start(): Promise<CampaignKeys> {
    return new CampaignKeys(await FakeKms.start());
  }

  get environment(): { readonly [name: string]: string } {
    return { AWS_ENDPOINT_URL_KMS: this.kms.url };
  }

  /** How often KMS was asked for data keys, new ones and those of before. */
  get asked(): number {
    return this.kms.count("GenerateDataKey") + this.kms.count("Decrypt");
  }

  /** To read with what has been kept. */
  dataKeys(): DataKeys {
    const kms = new KmsClient({ projectFolder: process.cwd(), environment: this.environment });
    const calls = ((action, input, arn) => kms.call(action, input, arn)) as KmsCalls;
    return new DataKeys(calls, () => 0);
  }

  /** The folder's files in which something stands that only the key should make legible. */
  legible(folder: string): readonly string[] {
    const secrets = [marker, ...this.kms.plaintexts()];
    return readdirSync(folder).flatMap((file) => {
      const content = readFileSync(join(folder, file));
      const found = secrets.find((secret) => content.includes(secret));
      return found === undefined ? [] : [`legible in ${file}: ${found.toString("hex")}`];
    });
  }

  stop(): Promise<void> {
    return this.kms.stop();
  }
}
