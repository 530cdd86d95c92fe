import { digest } from "../../data/digest.ts";
import type {
  Connection,
  ConnectionAuthorization,
  ConnectionParameters,
  Connections,
  OAuthClientCredentials,
} from "../../engine/connections-port.ts";
import type { HttpReceived, HttpSent } from "../../engine/http-exchange.ts";
import type { TaskRequest } from "../../engine/ports.ts";
import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { TaskError } from "../task-handler.ts";
import { httpRequest, responseBytesMax } from "./http-request.ts";
import { httpResult, statusText } from "./http-result.ts";
import { OAuthError, OAuthTokens } from "./oauth-tokens.ts";
import { type HttpAnswer, sendRequest } from "./send-request.ts";

/** Makes the calls of HTTP Tasks; keeps the tokens of their connections. */
export class HttpInvoker {
  private readonly connections: Connections;
  private readonly tokens: OAuthTokens;
  private readonly timeoutMs: number;

  constructor({ connections, now, timeoutMs = 60_000 }: HttpInvokerOptions) {
    this.connections = connections;
    this.tokens = new OAuthTokens(now);
    this.timeoutMs = timeoutMs;
  }

  /** The Task's result. Throws TaskError. */
  async invoke({ parameters, request, signal, idempotencyKey }: HttpCall): Promise<JsonObject> {
    const connectionArn = connectionArnOf(parameters);
    const connection = await this.connections.find(connectionArn, request);
    if (connection === undefined) throw notFound(connectionArn);
    const region = request.execution.stateMachineArn.split(":")[3] ?? "";
    const given = httpRequest(parameters, connection.invocation, region);
    const isKeyed = idempotencyKey === undefined || given.headers.has(keyHeader);
    const outgoing = isKeyed ? given : withHeader(given, [keyHeader, digest(idempotencyKey)]);
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(this.timeoutMs)]);
    const exchange: Exchange = { request: outgoing, answer: undefined };
    try {
      exchange.answer = await this.send(exchange, connectionArn, connection, bounded);
    } catch (error) {
      rethrow(error);
    } finally {
      if (request.traced !== undefined) {
        const withoutSecrets = httpRequest(parameters, nothingAdded, region);
        request.traced({ ...exchange, withoutSecrets, response: received(exchange.answer) });
      }
    }
    return httpResult(exchange.answer);
  }

  private async send(
    exchange: Exchange,
    connectionArn: string,
    { authorization }: Connection,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { request } = exchange;
    const send = (header: Header): Promise<HttpAnswer> => {
      exchange.request = withHeader(request, header);
      return sendRequest(exchange.request, responseBytesMax, signal);
    };
    if (authorization.type !== "OAUTH_CLIENT_CREDENTIALS") {
      return send(headerAs(authorization.type, authorization));
    }
    const token = await this.tokens.get(connectionArn, authorization);
    const answer = await send(["authorization", token.authorization]);
    if (answer.status !== 401 && answer.status !== 407) return answer;
    await this.tokens.forget(connectionArn, token.authorization);
    if (!token.isKept) return answer;
    // A kept token that the server refuses is replaced once; nothing else is ever sent again.
    const renewed = await this.tokens.get(connectionArn, authorization);
    return send(["authorization", renewed.authorization]);
  }
}

/** What HTTP Tasks need from outside. */
export interface HttpInvokerOptions {
  readonly connections: Connections;
  /** In ms: when OAuth tokens expire. */
  readonly now: () => number;
  /** How long a call may take. @default 60000, as on AWS */
  readonly timeoutMs?: number | undefined;
}

/** One attempt at an HTTP Task. */
export interface HttpCall {
  readonly parameters: JsonObject;
  readonly request: TaskRequest;
  /** Aborted when the result is no longer wanted. */
  readonly signal: AbortSignal;
  /** Of an attempt that may be made again. */
  readonly idempotencyKey?: string | undefined;
}

/** As many APIs take it. https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header */
const keyHeader = "idempotency-key";

/** What is sent, and what came back. */
interface Exchange {
  request: HttpSent;
  answer: HttpAnswer | undefined;
}

const nothingAdded: ConnectionParameters = { headers: [], query: [], body: [] };

function received(answer: HttpAnswer | undefined): HttpReceived | undefined {
  return answer && { ...answer, statusText: statusText(answer.status) };
}

type Header = readonly [name: string, value: string];
type HeaderAuthorization = Exclude<ConnectionAuthorization, OAuthClientCredentials>;
type HeaderAuthorizationOf<T> = Extract<HeaderAuthorization, { readonly type: T }>;

const authorizationHeaders: {
  readonly [T in HeaderAuthorization["type"]]: (authorization: HeaderAuthorizationOf<T>) => Header;
} = {
  BASIC: ({ username, password }) => {
    const credentials = Buffer.from(`${username}:${password}`).toString("base64");
    return ["authorization", `Basic ${credentials}`];
  },
  API_KEY: ({ name, value }) => [name.toLowerCase(), value],
};

function headerAs<T extends HeaderAuthorization["type"]>(
  type: T,
  authorization: HeaderAuthorization,
): Header {
  return authorizationHeaders[type](authorization as HeaderAuthorizationOf<T>);
}

function withHeader(request: HttpSent, [name, value]: Header): HttpSent {
  return { ...request, headers: new Map(request.headers).set(name, [value]) };
}

function connectionArnOf({ InvocationConfig, Authentication }: JsonObject): string {
  const arn = memberOf(InvocationConfig) ?? memberOf(Authentication);
  if (typeof arn === "string") return arn;
  throw new TaskError(
    "States.Runtime",
    "InvocationConfig must have a ConnectionArn, the ARN of an EventBridge connection",
  );
}

function memberOf(config: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(config) ? ownValue(config, "ConnectionArn") : undefined;
}

function notFound(connectionArn: string): TaskError {
  return new TaskError(
    "Events.ConnectionResource.ResourceNotFound",
    `Connection '${connectionArn}' does not exist: add it to the connections file`,
  );
}

/** Why no answer came, as AWS names it. */
function rethrow(error: unknown): never {
  if (error instanceof OAuthError) {
    throw new TaskError("Events.ConnectionResource.InvalidConnectionState", error.message);
  }
  throw new TaskError("States.Http.Socket", socketCause(error));
}

function socketCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return "the HTTP request timed out or was cancelled";
  const { message } = error;
  return `the HTTP request failed: ${message === "" && "code" in error ? error.code : message}`;
}
