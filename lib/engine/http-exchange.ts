/** What an HTTP Task sent, and what came back. Header names are in lower case. */
export interface HttpExchange {
  readonly request: HttpSent;
  /** The same without what its connection added: headers, query parameters, members of the body. */
  readonly withoutSecrets: HttpSent;
  /** Undefined: none came. */
  readonly response: HttpReceived | undefined;
}

export interface HttpSent {
  readonly method: string;
  readonly url: URL;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string | undefined;
}

export interface HttpReceived {
  readonly status: number;
  readonly statusText: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Uint8Array;
}
