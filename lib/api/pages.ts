import { createHash } from "node:crypto";
import type { PageRequest } from "../engine/definitions-port.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";

/** What all listing operations take. */
export interface PageOptions {
  /** 0 is the default. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Reads and writes the tokens of one listing: its operation and its request without the page. */
export class Pages {
  readonly page: PageRequest;
  private readonly listing: string;
  private readonly nowMs: number;

  /** Throws InvalidToken for a token of another listing, or one that is older than a day. */
  constructor({ engine }: ApiContext, operation: string, request: PageOptions & object) {
    const { maxResults, nextToken, ...rest } = request;
    this.listing = digest(operation, Object.entries(rest).sort());
    this.nowMs = engine.ports.clock.now();
    this.page = {
      limit: maxResults || limitDefault,
      after: nextToken === undefined ? undefined : this.read(nextToken),
    };
  }

  /** The field of the response that leads to the next page, if there is one. */
  nextToken(next: string | undefined): { readonly nextToken?: string } {
    if (next === undefined) return {};
    const content = `${this.nowMs} ${next}`;
    const seal = digest(this.listing, content);
    return { nextToken: Buffer.from(seal + content).toString("base64url") };
  }

  private read(token: string): string {
    const text = Buffer.from(token, "base64url").toString("utf8");
    const content = text.slice(sealLength);
    if (text.slice(0, sealLength) !== digest(this.listing, content)) throw invalidToken();
    const { madeMs, next } = contentPattern.exec(content)?.groups ?? {};
    if (next === undefined || this.nowMs - Number(madeMs) > validMs) throw invalidToken();
    return next;
  }
}

function digest(...parts: readonly unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
  return hash.slice(0, sealLength);
}

/** Of tokens of pages and of tasks. */
export function invalidToken(): ApiError {
  return new ApiError("InvalidToken", "Invalid Token: 'Invalid token'");
}

const limitDefault = 100;
const sealLength = 22;
const contentPattern = /^(?<madeMs>\d{1,15}) (?<next>.+)$/s;
/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
const validMs = 24 * 60 * 60 * 1_000;
