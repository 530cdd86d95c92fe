import type { ObjectCalls } from "./object-calls.ts";
import { type RetrySettings, withRetries } from "./retries.ts";

export interface ObjectsSettings extends RetrySettings {
  readonly calls: ObjectCalls;
  readonly bucket: string;
}

/** What is too large for the table, in a bucket. Objects never change. */
export class Objects {
  private readonly settings: ObjectsSettings;

  constructor(settings: ObjectsSettings) {
    this.settings = settings;
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    const { bucket, calls } = this.settings;
    const object = { Bucket: bucket, Key: key, Body: body };
    await withRetries(() => calls("putObject", object), this.settings);
  }

  async get(key: string): Promise<Uint8Array> {
    const { bucket, calls } = this.settings;
    return withRetries(async () => {
      const { Body } = await calls("getObject", { Bucket: bucket, Key: key });
      if (Body === undefined) throw new Error(`the object ${key} has no body`);
      return Body.transformToByteArray();
    }, this.settings);
  }

  async delete(keys: readonly string[]): Promise<void> {
    const { bucket, calls } = this.settings;
    for (let from = 0; from < keys.length; from += deletedAtOnce) {
      const Objects = keys.slice(from, from + deletedAtOnce).map((Key) => ({ Key }));
      await withRetries(async () => {
        const request = { Bucket: bucket, Delete: { Objects, Quiet: true } };
        const { Errors = [] } = await calls("deleteObjects", request);
        const [error] = Errors;
        if (error !== undefined) throw new Error(`${error.Key} was not deleted: ${error.Code}`);
      }, this.settings);
    }
  }
}

const deletedAtOnce = 1_000;
