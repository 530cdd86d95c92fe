import type { ProtocolAnswer, ProtocolHead } from "../../api/protocol.ts";

/** What a Function URL invokes with. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export interface FunctionUrlEvent {
  readonly rawPath: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly requestContext: {
    readonly http: { readonly method: string; readonly path?: string };
  };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface FunctionUrlAnswer {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export function isFunctionUrlEvent(event: object): event is FunctionUrlEvent {
  return "requestContext" in event && "headers" in event;
}

/** The request's line and headers, for the protocol. */
export function headOf({ rawPath, headers, requestContext }: FunctionUrlEvent): ProtocolHead {
  return { method: requestContext.http.method, path: rawPath === "" ? "/" : rawPath, headers };
}

export function bodyOf({ body = "", isBase64Encoded = false }: FunctionUrlEvent): Uint8Array {
  return Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
}

export function urlAnswer({ status, headers, body }: ProtocolAnswer): FunctionUrlAnswer {
  return { statusCode: status, headers, body };
}
