import type { MaybePromise } from "../core/maybe-promise.ts";
import type { TaskRequest } from "./ports.ts";

/**
 * EventBridge connections: what authorizes the calls of HTTP Tasks, and what is sent with each.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export interface Connections {
  /** Undefined: there is no such connection. `request`: whose rights apply. */
  find(connectionArn: string, request: TaskRequest): MaybePromise<Connection | undefined>;
}

export interface Connection {
  readonly authorization: ConnectionAuthorization;
  /** Sent with every call; they win over what the Task says. */
  readonly invocation: ConnectionParameters;
}

export type ConnectionAuthorization =
  | { readonly type: "BASIC"; readonly username: string; readonly password: string }
  /** A header. */
  | { readonly type: "API_KEY"; readonly name: string; readonly value: string }
  | OAuthClientCredentials;

/** A token is asked for with these and kept until it expires. */
export interface OAuthClientCredentials {
  readonly type: "OAUTH_CLIENT_CREDENTIALS";
  readonly endpoint: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly clientId: string;
  readonly clientSecret: string;
  /** Sent with the request for a token. */
  readonly parameters: ConnectionParameters;
}

export interface ConnectionParameters {
  readonly headers: readonly ConnectionParameter[];
  readonly query: readonly ConnectionParameter[];
  readonly body: readonly ConnectionParameter[];
}

export type ConnectionParameter = readonly [key: string, value: string];
