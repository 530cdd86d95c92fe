import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { HttpSent } from "../../engine/http-exchange.ts";

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case, in the order in which they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
  /** The body went on behind its allowed end and was not read. */
  readonly isCut: boolean;
}

/**
 * Sends one request, once, over a connection of its own: one that was kept could be dead, and
 * nobody could tell whether the request had arrived. Redirects are not followed. Rejects when the
 * signal aborts, and when there is no whole answer.
 */
export function sendRequest(
  { method, url, headers, body }: HttpSent,
  bodyBytesMax: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = clientRequests[url.protocol === "https:" ? "https:" : "http:"](url, {
      method,
      agent: false,
      signal,
      headers: {
        ...Object.fromEntries(
          [...headers].map(([name, values]) => [
            name,
            values.length === 1 ? values[0] : [...values],
          ]),
        ),
        // Node.js would not say how long the body of a GET is.
        ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
      },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      readBody(response, bodyBytesMax).then(({ bytes, isCut }) => {
        const { statusCode = 0 } = response;
        resolve({ status: statusCode, headers: headersOf(response), body: bytes, isCut });
      }, reject);
    });
    request.end(body);
  });
}

const clientRequests: {
  readonly [protocol in "http:" | "https:"]: (
    url: URL,
    options: Parameters<typeof httpRequest>[1],
  ) => ClientRequest;
} = { "http:": httpRequest, "https:": httpsRequest };

async function readBody(
  response: IncomingMessage,
  bytesMax: number,
): Promise<{ readonly bytes: Buffer; readonly isCut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > bytesMax) return { bytes: Buffer.concat(chunks), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

function headersOf({ rawHeaders }: IncomingMessage): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, readonly string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[index + 1] ?? ""]);
  }
  return headers;
}
