import type {
  Connection,
  ConnectionAuthorization,
  ConnectionParameter,
  ConnectionParameters,
  Connections,
} from "../../engine/connections-port.ts";
import type { TaskRequest } from "../../engine/ports.ts";
import { type SdkCaller, SdkFailure } from "../../integrations/sdk/sdk-caller.ts";
import { isJsonArray, isJsonObject, type JsonObject, ownValue } from "../../language/json.ts";

/**
 * EventBridge's own connections: what they are is asked of EventBridge, and their secrets of
 * Secrets Manager, with the rights of the state machine; kept for a few minutes.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export class SecretConnections implements Connections {
  private readonly sdk: SdkCaller;
  private readonly now: () => number;
  private readonly known = new Map<string, { readonly untilMs: number; found: Found }>();

  constructor(sdk: SdkCaller, now: () => number) {
    this.sdk = sdk;
    this.now = now;
  }

  find(connectionArn: string, request: TaskRequest): Found {
    const key = `${connectionArn} ${request.execution.roleArn}`;
    const known = this.known.get(key);
    if (known !== undefined && known.untilMs > this.now()) return known.found;
    const found = this.read(connectionArn, request);
    this.known.set(key, { untilMs: this.now() + keptMs, found });
    found.catch(() => this.known.delete(key));
    return found;
  }

  private async read(connectionArn: string, request: TaskRequest): Found {
    const call = async (service: string, action: string, parameters: JsonObject) => {
      const { signal } = new AbortController();
      const own = { ...request, task: { ...request.task, credentials: undefined } };
      return (await this.sdk.call({ service, action, parameters, request: own, signal })).output;
    };
    const Name = /:connection\/([^/]+)/.exec(connectionArn)?.[1] ?? connectionArn;
    try {
      const described = await call("eventbridge", "describeConnection", { Name });
      const SecretId = textOf(described, "SecretArn");
      const { SecretString } = await call("secretsmanager", "getSecretValue", { SecretId });
      const secret: unknown = JSON.parse(String(SecretString));
      return connectionOf(described, isJsonObject(secret as never) ? (secret as JsonObject) : {});
    } catch (error) {
      if (error instanceof SdkFailure && error.modelled === "ResourceNotFoundException") {
        return undefined;
      }
      throw error;
    }
  }
}

type Found = Promise<Connection | undefined>;

const keptMs = 5 * 60_000;

type AuthorizationType = ConnectionAuthorization["type"];

/** The secret has what DescribeConnection leaves out. */
const authorizations: {
  readonly [T in AuthorizationType]: (
    secret: JsonObject,
    described: JsonObject,
  ) => Extract<ConnectionAuthorization, { readonly type: T }>;
} = {
  BASIC: (secret) => ({
    type: "BASIC",
    username: textOf(secret, "username"),
    password: textOf(secret, "password"),
  }),
  API_KEY: (secret) => ({
    type: "API_KEY",
    name: textOf(secret, "api_key_name"),
    value: textOf(secret, "api_key_value"),
  }),
  OAUTH_CLIENT_CREDENTIALS: (secret, described) => {
    const oauth = objectOf(described, "OAuthParameters");
    const clientId = textOf(objectOf(oauth, "ClientParameters"), "ClientID");
    return {
      type: "OAUTH_CLIENT_CREDENTIALS",
      endpoint: textOf(oauth, "AuthorizationEndpoint"),
      method: textOf(oauth, "HttpMethod") as "POST",
      clientId: textOf(secret, "client_id") || clientId,
      clientSecret: textOf(secret, "client_secret"),
      parameters: parametersOf(objectOf(secret, "oauth_http_parameters")),
    };
  },
};

function connectionOf(described: JsonObject, secret: JsonObject): Connection {
  const type = textOf(described, "AuthorizationType") as AuthorizationType;
  const parameters = objectOf(described, "AuthParameters");
  return {
    authorization: authorizations[type](secret, parameters),
    invocation: parametersOf(objectOf(secret, "invocation_http_parameters")),
  };
}

function parametersOf(parameters: JsonObject): ConnectionParameters {
  return {
    headers: listOf(parameters, "header_parameters"),
    query: listOf(parameters, "query_string_parameters"),
    body: listOf(parameters, "body_parameters"),
  };
}

function listOf(parameters: JsonObject, name: string): ConnectionParameter[] {
  const list = ownValue(parameters, name);
  if (!isJsonArray(list)) return [];
  return list
    .filter((entry) => isJsonObject(entry))
    .map((entry) => [textOf(entry, "key"), textOf(entry, "value")] as const);
}

function objectOf(object: JsonObject, name: string): JsonObject {
  const value = ownValue(object, name);
  return isJsonObject(value) ? value : {};
}

function textOf(object: JsonObject, name: string): string {
  const value = ownValue(object, name);
  return typeof value === "string" ? value : "";
}
