import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { DataKeys } from "../../../lib/adapters/kms/data-keys.ts";
import type { KmsCalls } from "../../../lib/adapters/kms/kms-calls.ts";
import { sealedHeader } from "../../../lib/adapters/kms/sealed-text.ts";
import { type Encryption, KeyFailure } from "../../../lib/engine/encryption.ts";
import { isSealed } from "../../../lib/engine/sealer-port.ts";

const encryption: Encryption = {
  kmsKeyId: "key-1",
  reuseSeconds: 60,
  context: { "aws:states:stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m" },
};

let nowMs: number;
let asked: string[];
let failure: Error | undefined;
const plaintexts = new Map<string, Uint8Array>();

const kms = (async (action: string, input: Parameters<KmsCalls>[1]) => {
  asked.push(action);
  if (action === "describeKey") return { KeyMetadata: { KeyState: "PendingDeletion" } };
  if (failure !== undefined) throw failure;
  if ("CiphertextBlob" in input) {
    return { Plaintext: plaintexts.get(Buffer.from(input.CiphertextBlob).toString("hex")) };
  }
  const [CiphertextBlob, Plaintext] = [randomBytes(100), randomBytes(32)];
  plaintexts.set(CiphertextBlob.toString("hex"), Plaintext);
  return { CiphertextBlob, Plaintext };
}) as KmsCalls;

let keys: DataKeys;

beforeEach(() => {
  nowMs = 0;
  asked = [];
  failure = undefined;
  keys = new DataKeys(kms, () => nowMs);
});

const seal = async (text: string): Promise<string> =>
  keys.withKeys(() => keys.seal(encryption, text));
const open = async (sealed: string): Promise<string> => keys.withKeys(() => keys.open(sealed));

describe("a data key", () => {
  it("is used again until its period is over", async () => {
    const sealed = [await seal("one"), await seal("two")];
    nowMs = 59_999;
    sealed.push(await seal("three"));
    expect(asked).toEqual(["generateDataKey"]);
    nowMs = 60_000;
    sealed.push(await seal("four"));
    expect(asked).toEqual(["generateDataKey", "generateDataKey"]);
    expect(new Set(sealed.map((text) => sealedHeader(text).key)).size).toBe(2);
    expect(await Promise.all(sealed.map(open))).toEqual(["one", "two", "three", "four"]);
    // The first one was in memory no more; it is again, for as long as a new one would be.
    expect(asked.slice(2)).toEqual(["decrypt"]);
  });

  it("is asked for once by many at the same time", async () => {
    const sealed = await Promise.all(["one", "two", "three"].map(seal));
    expect(sealed.every(isSealed)).toBe(true);
    expect(asked).toEqual(["generateDataKey"]);
  });

  it("seals the same text differently each time, and opens nothing that was changed", async () => {
    const sealed = await seal("text");
    expect(await seal("text")).not.toBe(sealed);
    const changed = sealed.replace('"reuseSeconds":60', '"reuseSeconds":61');
    await expect(open(changed)).rejects.toThrow();
    const cut = Buffer.from(sealed.slice(sealed.indexOf("\n") + 1), "base64").subarray(0, -1);
    const head = sealed.slice(0, sealed.indexOf("\n") + 1);
    await expect(open(head + cut.toString("base64"))).rejects.toThrow();
  });
});

describe("a key that cannot be used", () => {
  it.each([
    ["AccessDeniedException", "KmsAccessDeniedException", undefined],
    ["DisabledException", "KmsInvalidStateException", "DISABLED"],
    ["KMSInvalidStateException", "KmsInvalidStateException", "PENDING_DELETION"],
    ["KeyUnavailableException", "KmsInvalidStateException", "UNAVAILABLE"],
    ["ThrottlingException", "KmsThrottlingException", undefined],
    ["CredentialsProviderError", "KmsAccessDeniedException", undefined],
  ])("with %s is a %s", async (name, errorType, keyState) => {
    failure = Object.assign(new Error("no"), { name });
    const error = await seal("text").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KeyFailure);
    expect(error).toMatchObject({ errorType, keyState, message: "no" });
  });

  it("can be used later", async () => {
    failure = Object.assign(new Error("no"), { name: "DisabledException" });
    await expect(seal("text")).rejects.toThrow("no");
    failure = undefined;
    expect(await open(await seal("text"))).toBe("text");
  });
});
