import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { ApiError } from "../../api/api-error.ts";
import {
  errorAnswer,
  type ProtocolAnswer,
  type ProtocolCall,
  readBody,
  readHead,
  successAnswer,
} from "../../api/protocol.ts";
import type { JsonObject } from "../../language/json.ts";
import { drain, readBytes } from "./request-body.ts";
import type { ServerLog } from "./server-log.ts";

/** What the endpoint hands requests to. */
export interface EndpointService {
  /** Refuses who may not call: throws ApiError. */
  admit(call: ProtocolCall): void;
  /** Answers the response's JSON text. `hungUp`: a signal that the client has hung up. */
  call(call: ProtocolCall, request: JsonObject, hungUp: () => AbortSignal): Promise<string>;
}

export interface EndpointLimits {
  /** The largest body of a request. */
  readonly bodyBytesMax: number;
  /** Of all bodies that are being read or worked on. */
  readonly bufferedBytesMax: number;
  /** Requests that are worked on at once; more are throttled. */
  readonly requestsMax: number;
  readonly connectionsMax: number;
  /** How long a request may take to arrive. */
  readonly requestTimeoutMs: number;
}

/** A definition has 1 MB, and JSON in JSON may double it. */
const endpointLimits: EndpointLimits = {
  bodyBytesMax: 8 * 1024 * 1024,
  bufferedBytesMax: 256 * 1024 * 1024,
  requestsMax: 4_096,
  connectionsMax: 8_192,
  requestTimeoutMs: 30_000,
};

/** Where the health of the server can be asked for. */
const healthPath = "/_stepwright/health";

/** The protocol over node:http. */
export class HttpEndpoint {
  private readonly service: EndpointService;
  private readonly log: ServerLog;
  private readonly limits: EndpointLimits;
  private readonly server: Server;
  private requests = 0;
  private bufferedBytes = 0;
  private closing = false;

  constructor(service: EndpointService, log: ServerLog, limits: Partial<EndpointLimits> = {}) {
    this.service = service;
    this.log = log;
    this.limits = { ...endpointLimits, ...limits };
    const { requestTimeoutMs, connectionsMax } = this.limits;
    this.server = createServer({
      noDelay: true,
      keepAliveTimeout: 75_000,
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
    });
    this.server.maxConnections = connectionsMax;
    this.server.on("request", (request, response) => void this.answer(request, response));
    this.server.on("clientError", answerBrokenRequest);
  }

  /** Answers the port. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, host, () => {
        this.server.off("error", reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** Accepts no more; resolves when every request that was accepted has its answer. */
  close(): Promise<void> {
    this.closing = true;
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeIdleConnections();
    });
  }

  /** Hangs up on whoever is left. */
  destroy(): void {
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const begun = performance.now();
    this.requests++;
    let operation = "-";
    let answer: ProtocolAnswer;
    let fault: unknown;
    try {
      if (pathOf(request) === healthPath) {
        answer = { status: 200, headers: {}, body: JSON.stringify({ status: "ok" }) };
      } else {
        const call = this.admit(request);
        operation = call.operation;
        const text = await this.perform(call, request, response);
        answer = successAnswer(text, requestId, call.contentType);
      }
    } catch (error) {
      fault = error;
      answer = errorAnswer(error, requestId);
      if (!request.complete) await drain(request, drainedBytesMax);
    } finally {
      this.requests--;
    }
    this.send(response, answer);
    this.report({ requestId, operation, status: answer.status, begun, fault });
  }

  private admit(request: IncomingMessage): ProtocolCall {
    const { method = "", headers } = request;
    if (this.closing) throw unavailable("the server is stopping");
    // Pages in a browser can reach this machine's ports; what they ask for has an origin.
    if (headers.origin !== undefined) {
      throw new ApiError("AccessDeniedException", "requests from web pages are not answered");
    }
    const call = readHead({ method, path: pathOf(request), headers });
    this.service.admit(call);
    const { requestsMax, bufferedBytesMax } = this.limits;
    if (this.requests > requestsMax || this.bufferedBytes > bufferedBytesMax) {
      throw new ApiError("ThrottlingException", "Rate exceeded");
    }
    return call;
  }

  private async perform(
    call: ProtocolCall,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<string> {
    let held = 0;
    try {
      const body = await readBytes(request, this.limits.bodyBytesMax, (bytes) => {
        held += bytes;
        this.bufferedBytes += bytes;
      });
      return await this.service.call(call, readBody(body), () => hangUpOf(response));
    } finally {
      this.bufferedBytes -= held;
    }
  }

  private send(response: ServerResponse, { status, headers, body }: ProtocolAnswer): void {
    if (response.destroyed) return;
    if (this.closing) response.setHeader("Connection", "close");
    const length = { "Content-Length": Buffer.byteLength(body) };
    response.writeHead(status, { ...headers, ...length });
    response.end(body);
  }

  private report({ requestId, operation, status, begun, fault }: Report): void {
    const milliseconds = Math.round((performance.now() - begun) * 10) / 10;
    const fields = { requestId, operation, status, milliseconds };
    if (fault === undefined) this.log.debug("answered", fields);
    else if (fault instanceof ApiError) {
      const { errorType: error, message: reason } = fault;
      this.log.debug("refused", { ...fields, error, reason });
    } else this.log.error("failed", { ...fields, stack: stackOf(fault) });
  }
}

interface Report {
  readonly requestId: string;
  readonly operation: string;
  readonly status: number;
  readonly begun: number;
  readonly fault: unknown;
}

/** So much of a refused request is read, so that its sender hears why it is refused. */
const drainedBytesMax = 64 * 1024 * 1024;

function hangUpOf(response: ServerResponse): AbortSignal {
  const hungUp = new AbortController();
  // With a reason of its own, since the usual one has a stack, which costs more than a request.
  response.once("close", () => hungUp.abort("the client has hung up"));
  return hungUp.signal;
}

/** The path alone, where the request was made for a proxy too. */
function pathOf({ url = "" }: IncomingMessage): string {
  return /^https?:\/\/[^/]*(\/.*)?$/.exec(url)?.[1] ?? url;
}

function unavailable(message: string): ApiError {
  return new ApiError("ServiceUnavailable", message);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What is no HTTP request, or did not arrive in time. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = brokenRequests[error.code ?? ""] ?? malformedRequest;
  const { status, headers, body } = errorAnswer(refusal, randomUUID());
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\n${lines.join("")}Connection: close\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
}

const malformedRequest = new ApiError("SerializationException", "this is no HTTP request");
const brokenRequests: { readonly [code: string]: ApiError } = {
  ERR_HTTP_REQUEST_TIMEOUT: new ApiError(
    "RequestTimeoutException",
    "the request did not arrive in time",
  ),
  HPE_HEADER_OVERFLOW: new ApiError("RequestEntityTooLargeException", "the headers are too large"),
};
