import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Encryption } from "../../engine/encryption.ts";
import { sealMark } from "../../engine/sealer-port.ts";

/** What stands in front of a sealed text, legible: how to have its data key from KMS. */
export interface SealedHeader extends Encryption {
  /** The data key as KMS has encrypted it, in base64. */
  readonly key: string;
}

/**
 * `~`, a header in JSON on a line of its own, and in base64 the nonce, the tag and the text,
 * encrypted with AES-256-GCM. The header is authenticated with it.
 * @param key the data key's 256 bits
 */
export function sealText(key: Uint8Array, header: SealedHeader, text: string): string {
  const head = JSON.stringify(header);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(head));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const body = Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  return `${sealMark}${head}\n${body.toString("base64")}`;
}

export function sealedHeader(sealed: string): SealedHeader {
  return JSON.parse(sealed.slice(sealMark.length, sealed.indexOf("\n"))) as SealedHeader;
}

/** Throws where the text is not what was sealed, or the key another one. */
export function openText(key: Uint8Array, sealed: string): string {
  const end = sealed.indexOf("\n");
  const body = Buffer.from(sealed.slice(end + 1), "base64");
  const tagEnd = nonceBytes + tagBytes;
  const decipher = createDecipheriv("aes-256-gcm", key, body.subarray(0, nonceBytes))
    .setAAD(Buffer.from(sealed.slice(sealMark.length, end)))
    .setAuthTag(body.subarray(nonceBytes, tagEnd));
  return Buffer.concat([decipher.update(body.subarray(tagEnd)), decipher.final()]).toString("utf8");
}

const nonceBytes = 12;
const tagBytes = 16;
