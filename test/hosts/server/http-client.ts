import { type IncomingHttpHeaders, request } from "node:http";
import { type Server, startServer } from "../../../lib/hosts/server/server.ts";
import type { ServerOptions } from "../../../lib/hosts/server/server-options.ts";

/** A server of a test: in memory, at a free port. What it logs is kept in `lines`. */
export async function testServer(
  options: Partial<ServerOptions> = {},
): Promise<Server & { readonly lines: string[]; readonly events: string[] }> {
  const lines: string[] = [];
  const events: string[] = [];
  const server = await startServer({
    port: 0,
    host: "127.0.0.1",
    projectFolder: process.cwd(),
    environment: {},
    log: (line) => lines.push(line),
    executionLog: (line) => events.push(line),
    ...options,
  });
  return { ...server, lines, events };
}

/** Whatever it is: a test reads what it expects. */
export type Parsed = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, parsed; undefined: it is no JSON. */
  readonly body: Parsed;
}

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  /** Undefined values take the usual header away. */
  readonly headers?: { readonly [name: string]: string | undefined };
  readonly body?: string | Uint8Array;
}

/** One request; by default what an SDK would send to list state machines. */
export function send(url: string, { method = "POST", path = "/", ...sent }: Sent): Promise<Answer> {
  const { body = "{}" } = sent;
  const headers = Object.entries({
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "AWSStepFunctions.ListStateMachines",
    Authorization: authorization("test"),
    "Content-Length": String(Buffer.byteLength(body)),
    ...sent.headers,
  }).filter((header): header is [string, string] => header[1] !== undefined);
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, url), { method, headers: Object.fromEntries(headers) });
    outgoing.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, text, body: parsed(text) });
      });
      response.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Calls an operation; answers the response, or `{__type, message}`. */
export async function call(
  url: string,
  operation: string,
  body: object = {},
  accessKey = "test",
): Promise<Parsed> {
  const answer = await send(url, {
    body: JSON.stringify(body),
    headers: {
      "X-Amz-Target": `AWSStepFunctions.${operation}`,
      Authorization: authorization(accessKey),
    },
  });
  return answer.body;
}

export function authorization(accessKey: string, region = "us-east-1"): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/${region}/states/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`;
}

function parsed(text: string): Parsed {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
