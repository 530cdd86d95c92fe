import type {
  Connection,
  ConnectionAuthorization,
  ConnectionParameters,
  Connections,
} from "../../engine/connections-port.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../language/json.ts";

/**
 * Connections from a configuration file: `{ "<name or ARN>": { AuthorizationType, AuthParameters }
 * }`, each as EventBridge's CreateConnection takes it. `${NAME}` in a text is the environment
 * variable NAME, so that secrets need not be in the file.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html
 */
export class FileConnections implements Connections {
  private readonly connections: ReadonlyMap<string, Connection>;

  /** Throws ConnectionsFault. */
  constructor(file: JsonValue, environment: { readonly [name: string]: string | undefined }) {
    const context = { path: "", environment };
    this.connections = new Map(
      Object.entries(objectAt(file, context)).map(([name, value]) => [
        name,
        connectionOf(value, within(context, name)),
      ]),
    );
  }

  /** By ARN, else by the name in it. */
  find(connectionArn: string): Connection | undefined {
    const name = /:connection\/([^/]+)/.exec(connectionArn)?.[1] ?? "";
    return this.connections.get(connectionArn) ?? this.connections.get(name);
  }
}

/** What is wrong with a connections file, and where. */
export class ConnectionsFault extends Error {}

/** Where in the file a value stands. */
interface Context {
  readonly path: string;
  readonly environment: { readonly [name: string]: string | undefined };
}

type AuthorizationType = ConnectionAuthorization["type"];

const authorizations: {
  readonly [T in AuthorizationType]: (
    parameters: JsonObject,
    context: Context,
  ) => Extract<ConnectionAuthorization, { readonly type: T }>;
} = {
  BASIC: (parameters, context) => {
    const [basic, at] = memberObject(parameters, "BasicAuthParameters", context);
    return {
      type: "BASIC",
      username: textAt(basic, "Username", at),
      password: textAt(basic, "Password", at),
    };
  },
  API_KEY: (parameters, context) => {
    const [key, at] = memberObject(parameters, "ApiKeyAuthParameters", context);
    return {
      type: "API_KEY",
      name: textAt(key, "ApiKeyName", at),
      value: textAt(key, "ApiKeyValue", at),
    };
  },
  OAUTH_CLIENT_CREDENTIALS: (parameters, context) => {
    const [oauth, at] = memberObject(parameters, "OAuthParameters", context);
    const [client, clientAt] = memberObject(oauth, "ClientParameters", at);
    const endpoint = textAt(oauth, "AuthorizationEndpoint", at);
    if (!URL.canParse(endpoint)) {
      fault(within(at, "AuthorizationEndpoint"), `must be a URL, not ${endpoint}`);
    }
    return {
      type: "OAUTH_CLIENT_CREDENTIALS",
      endpoint,
      method: oneOf(["GET", "POST", "PUT"] as const, oauth.HttpMethod, within(at, "HttpMethod")),
      clientId: textAt(client, "ClientID", clientAt),
      clientSecret: textAt(client, "ClientSecret", clientAt),
      parameters: parametersOf(oauth.OAuthHttpParameters, within(at, "OAuthHttpParameters")),
    };
  },
};
const authorizationTypes = Object.keys(authorizations) as AuthorizationType[];

function connectionOf(value: JsonValue, context: Context): Connection {
  const connection = objectAt(value, context);
  const type = oneOf(
    authorizationTypes,
    connection.AuthorizationType,
    within(context, "AuthorizationType"),
  );
  const [parameters, at] = memberObject(connection, "AuthParameters", context);
  return {
    authorization: authorizations[type](parameters, at),
    invocation: parametersOf(
      parameters.InvocationHttpParameters,
      within(at, "InvocationHttpParameters"),
    ),
  };
}

function parametersOf(value: JsonValue | undefined, context: Context): ConnectionParameters {
  const object = objectAt(value ?? {}, context);
  const list = (key: string): ConnectionParameters["headers"] => {
    const items = object[key] ?? [];
    const at = within(context, key);
    if (!isJsonArray(items)) fault(at, "must be a list of { Key, Value }");
    return items.map((item, index) => {
      const itemAt = within(at, String(index));
      const parameter = objectAt(item, itemAt);
      return [textAt(parameter, "Key", itemAt), textAt(parameter, "Value", itemAt)];
    });
  };
  return {
    headers: list("HeaderParameters"),
    query: list("QueryStringParameters"),
    body: list("BodyParameters"),
  };
}

function memberObject(
  object: JsonObject,
  key: string,
  context: Context,
): readonly [JsonObject, Context] {
  const at = within(context, key);
  return [objectAt(object[key], at), at];
}

function objectAt(value: JsonValue | undefined, context: Context): JsonObject {
  if (!isJsonObject(value)) fault(context, "must be an object");
  return value;
}

function textAt(object: JsonObject, key: string, context: Context): string {
  const value = object[key];
  if (typeof value !== "string") fault(within(context, key), "must be a text");
  return value.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const replacement = context.environment[name];
    if (replacement === undefined) {
      fault(within(context, key), `needs the environment variable ${name}`);
    }
    return replacement;
  });
}

function oneOf<T extends string>(
  values: readonly T[],
  value: JsonValue | undefined,
  context: Context,
): T {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) fault(context, `must be ${values.join(" or ")}`);
  return found;
}

function within({ path, environment }: Context, key: string): Context {
  return { path: `${path}/${key}`, environment };
}

function fault({ path }: Context, message: string): never {
  throw new ConnectionsFault(`${path === "" ? "it" : path} ${message}`);
}
