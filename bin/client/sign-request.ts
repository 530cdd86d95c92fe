import { createHash, createHmac } from "node:crypto";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Comes with temporary credentials. */
  readonly sessionToken?: string | undefined;
}

/** For whom a signature is made. */
export interface SigningScope {
  readonly credentials: Credentials;
  readonly region: string;
  readonly service: string;
}

/** A POST; its URL has no query. */
export interface UnsignedRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

type Headers = { readonly [name: string]: string };

/**
 * The request's headers, in lower case, with those of Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function signRequest(
  { url, headers, body }: UnsignedRequest,
  { credentials, region, service }: SigningScope,
  atMs: number,
): Headers {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const instant = new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, "");
  const day = instant.slice(0, 8);
  const sent: Headers = {
    ...lowerCased(headers),
    "x-amz-date": instant,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  // Whoever sends the request adds Host by itself.
  const signed = Object.entries({ ...sent, host: url.host }).sort(byName);
  const names = signed.map(([name]) => name).join(";");
  const canonicalHeaders = signed.map(([name, value]) => `${name}:${folded(value)}\n`).join("");
  const canonical = ["POST", canonicalPath(url), "", canonicalHeaders, names, sha256(body)];
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", instant, scope, sha256(canonical.join("\n"))].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    (under, part) => hmac(under, part),
    `AWS4${secretAccessKey}`,
  );
  const signature = hmac(key, toSign).toString("hex");
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, ` +
    `SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, authorization };
}

function lowerCased(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function byName([left]: [string, string], [right]: [string, string]): number {
  return left < right ? -1 : 1;
}

function folded(value: string): string {
  return value.trim().replace(/ +/g, " ");
}

/** The path as it is sent, encoded once more. */
function canonicalPath({ pathname }: URL): string {
  return pathname.split("/").map(encoded).join("/");
}

function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
