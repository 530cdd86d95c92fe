import { DocumentError, readDocument } from "../../data/document.ts";
import type { OAuthClientCredentials } from "../../engine/connections-port.ts";
import { isJsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { joinFields } from "./form-encoding.ts";
import { sendRequest } from "./send-request.ts";

/** The authorization server gave no token. */
export class OAuthError extends Error {}

export interface FoundToken {
  /** The value of the Authorization header. */
  readonly authorization: string;
  /** Fetched for an earlier call, so it may be refused though it seems to be valid. */
  readonly isKept: boolean;
}

interface Token {
  readonly authorization: string;
  /** Undefined: until it is refused. */
  readonly expiresMs: number | undefined;
}

/** The tokens of OAuth connections: each is asked for once and kept until it expires. */
export class OAuthTokens {
  private readonly tokens = new Map<string, Promise<Token>>();
  private readonly now: () => number;

  /** `now`: in ms. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** The connection's token; who asks while it is fetched waits for it. Throws OAuthError. */
  async get(connectionArn: string, credentials: OAuthClientCredentials): Promise<FoundToken> {
    const kept = this.tokens.get(connectionArn);
    if (kept === undefined) {
      const { authorization } = await this.fetch(connectionArn, credentials);
      return { authorization, isKept: false };
    }
    const { authorization, expiresMs } = await kept;
    if (expiresMs === undefined || this.now() < expiresMs) return { authorization, isKept: true };
    await this.forget(connectionArn, authorization);
    return this.get(connectionArn, credentials);
  }

  /** The token is no longer of use. A newer one stays. */
  async forget(connectionArn: string, authorization: string): Promise<void> {
    const kept = this.tokens.get(connectionArn);
    const token = await kept?.catch(() => undefined);
    if (token?.authorization === authorization && this.tokens.get(connectionArn) === kept) {
      this.tokens.delete(connectionArn);
    }
  }

  private async fetch(arn: string, credentials: OAuthClientCredentials): Promise<Token> {
    const fetched = requestToken(credentials, this.now());
    this.tokens.set(arn, fetched);
    try {
      return await fetched;
    } catch (error) {
      if (this.tokens.get(arn) === fetched) this.tokens.delete(arn);
      throw error;
    }
  }
}

const tokenTimeoutMs = 60_000;
const tokenBytesMax = 1_048_576;
/** A token is not used in its last seconds: it would expire on the way. */
const marginSeconds = 30;

/**
 * The client's id and secret and the connection's own body parameters go into a form (into the
 * query where the method is GET).
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-oauth.html
 */
async function requestToken(
  { endpoint, method, clientId, clientSecret, parameters }: OAuthClientCredentials,
  now: number,
): Promise<Token> {
  const form = joinFields([
    ...new Map([
      ["grant_type", "client_credentials"],
      ["client_id", clientId],
      ["client_secret", clientSecret],
      ...parameters.body,
    ]),
  ]);
  const url = new URL(endpoint);
  const query = [url.search.slice(1), joinFields(parameters.query), method === "GET" ? form : ""];
  url.search = query.filter((part) => part !== "").join("&");
  const headers = new Map([
    ["accept", ["application/json"]],
    ["content-type", ["application/x-www-form-urlencoded"]],
    ...parameters.headers.map(([name, value]) => [name.toLowerCase(), [value]] as const),
  ]);
  const request = { method, url, headers, body: method === "GET" ? undefined : form };
  const answer = await sendRequest(
    request,
    tokenBytesMax,
    AbortSignal.timeout(tokenTimeoutMs),
  ).catch((error: unknown) => {
    throw new OAuthError(`the authorization endpoint did not answer: ${String(error)}`);
  });
  if (answer.status < 200 || answer.status > 299) {
    throw new OAuthError(`the authorization endpoint answered with status ${answer.status}`);
  }
  return tokenOf(parsed(answer.body.toString()), now);
}

function tokenOf(body: JsonValue, now: number): Token {
  const token = isJsonObject(body) ? ownValue(body, "access_token") : undefined;
  if (!isJsonObject(body) || typeof token !== "string" || /[^\x21-\x7e]/.test(token)) {
    throw new OAuthError("the authorization endpoint's answer has no access_token");
  }
  const seconds = Number(ownValue(body, "expires_in") ?? Number.NaN);
  const keptSeconds = Math.max(seconds - marginSeconds, seconds / 2);
  return {
    authorization: `Bearer ${token}`,
    expiresMs: Number.isFinite(seconds) ? now + 1_000 * keptSeconds : undefined,
  };
}

function parsed(text: string): JsonValue {
  try {
    return readDocument(text);
  } catch (error) {
    if (error instanceof DocumentError) return null;
    throw error;
  }
}
