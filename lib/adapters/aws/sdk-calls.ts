/**
 * Of every client: whoever calls repeats a request, the same to the byte, so the client does not.
 * Sockets are kept; a request that is not answered in time counts as lost.
 */
export const sdkDefaults = {
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
    httpsAgent: { keepAlive: true, maxSockets: 128 },
  },
} as const;

/** Calls a client by the names of its actions, in the forms of the SDK. */
export function sdkCalls(client: object, commands: { readonly [action: string]: Command }) {
  const { send } = client as { send(command: object): Promise<object> };
  return (action: string, input: object): Promise<object> => {
    const Command = commands[action];
    if (Command === undefined) throw new TypeError(`no command for ${action}`);
    return send.call(client, new Command(input as never));
  };
}

type Command = new (input: never) => object;

interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * Without the header by which Lambda counts how often functions have called each other: an
 * execution may take as many turns as it likes.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export function withoutLineage<C extends Client>(client: C): C {
  client.middlewareStack.remove("recursionDetectionMiddleware");
  return client;
}
