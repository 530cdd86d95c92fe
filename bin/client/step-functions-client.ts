import { setTimeout as sleep } from "node:timers/promises";
import { isJsonObject, type JsonValue } from "../../lib/language/json.ts";
import type { Connection } from "./connection.ts";
import type { Operations } from "./operations.ts";
import { signRequest } from "./sign-request.ts";

/**
 * Calls the Step Functions API by AWS JSON 1.0, whoever serves it.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export class StepFunctionsClient {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Throws ApiRefusal for what the API refuses, Unreachable when nothing answers. */
  async call<Name extends keyof Operations>(
    operation: Name,
    request: Operations[Name]["request"],
  ): Promise<Operations[Name]["response"]> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.post(operation, JSON.stringify(request));
      // What is answered with 200 is the operation's response, by the protocol.
      if (answer.status === 200) return answer.body as Operations[Name]["response"];
      const refusal = refusalOf(answer);
      // A throttled request has done nothing, so it can be sent again.
      if (attempt === throttledMax || !throttlings.test(refusal.errorType)) throw refusal;
      await sleep(throttledMs * 2 ** attempt);
    }
  }

  private async post(operation: string, body: string): Promise<Answer> {
    const { region, credentials } = this.connection;
    const url = this.urlOf(operation);
    const scope = { credentials, region, service: "states" };
    const headers = signRequest({ url, headers: headersOf(operation), body }, scope, Date.now());
    const signal = AbortSignal.timeout(timeoutMs[operation] ?? timeoutMsDefault);
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
      text = await response.text();
    } catch (error) {
      throw new Unreachable(url, error);
    }
    const value = jsonOf(text);
    if (isJsonObject(value)) return { status: response.status, body: value };
    throw new Error(
      `${url.origin} is no Step Functions endpoint: HTTP ${response.status}, no JSON`,
    );
  }

  /** AWS has a host of its own for calls that last. */
  private urlOf(operation: string): URL {
    const { url } = this.connection;
    if (operation !== "StartSyncExecution" || !/^states\..*\.amazonaws\./.test(url.hostname)) {
      return url;
    }
    return new URL(url.href.replace("//states.", "//sync-states."));
  }
}

/** The API has answered that it will not. */
export class ApiRefusal extends Error {
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(`${errorType}: ${message}`);
    this.errorType = errorType;
  }
}

/** Nothing has answered, or not in time. */
export class Unreachable extends Error {
  constructor(url: URL, error: unknown) {
    const isHere = /^(localhost|127\.|\[::1\])/.test(url.hostname);
    const hint = isHere ? "; is `stepwright serve` running?" : "";
    super(`nothing answers at ${url.origin} (${reasonOf(error)})${hint}`);
  }
}

interface Answer {
  readonly status: number;
  readonly body: { readonly [field: string]: JsonValue };
}

function headersOf(operation: string): { readonly [name: string]: string } {
  return {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `AWSStepFunctions.${operation}`,
  };
}

const timeoutMsDefault = 30_000;
/** An Express execution may take five minutes. */
const timeoutMs: { readonly [operation: string]: number } = { StartSyncExecution: 310_000 };
const throttledMs = 200;
const throttledMax = 4;
const throttlings =
  /^(Throttling|ThrottlingException|TooManyRequestsException|ServiceUnavailable.*)$/;

function refusalOf({ status, body }: Answer): ApiRefusal {
  const { __type: type, message = body.Message } = body;
  const name = typeof type === "string" ? type.replace(/^.*#/, "") : `HTTP ${status}`;
  return new ApiRefusal(name, typeof message === "string" ? message : JSON.stringify(body));
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What `fetch` says of it is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return "code" in cause ? String(cause.code) : cause.message;
}
