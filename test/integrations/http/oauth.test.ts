import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { FileConnections } from "../../../lib/adapters/file/connections.ts";
import { HttpInvoker } from "../../../lib/integrations/http/http-invoker.ts";
import type { JsonObject } from "../../../lib/language/json.ts";
import { type LocalServer, localServer, type ReceivedRequest } from "../local-server.ts";
import { taskRequest } from "../task-request.ts";

/** A server that gives tokens t1, t2, … and takes only those that `accepts` accepts. */
class Provider {
  tokens = 0;
  nowMs = 0;
  accepts = (_token: string): boolean => true;
  grant: JsonObject = { expires_in: 3_600 };
  private invoker: HttpInvoker | undefined;

  answer({ url, headers }: ReceivedRequest, response: ServerResponse): void {
    response.setHeader("Content-Type", "application/json");
    if (url.startsWith("/token")) {
      this.tokens++;
      response.end(JSON.stringify({ access_token: `t${this.tokens}`, ...this.grant }));
    } else if (this.accepts(headers.authorization ?? "")) {
      response.end(JSON.stringify(headers.authorization));
    } else {
      response.writeHead(401).end();
    }
  }

  /** The Authorization that the API saw, or the Error Name. */
  async call({ url }: LocalServer, method = "POST"): Promise<unknown> {
    this.invoker ??= new HttpInvoker({
      connections: new FileConnections({ oauth: connection(`${url}/token?a=1`, method) }, {}),
      now: () => this.nowMs,
    });
    const parameters = {
      ApiEndpoint: `${url}/api`,
      Method: "GET",
      InvocationConfig: { ConnectionArn: "arn:aws:events:x:1:connection/oauth/1" },
    };
    const request = taskRequest("arn:aws:states:::http:invoke", parameters);
    const { signal } = new AbortController();
    return this.invoker.invoke({ parameters, request, signal }).then(
      ({ ResponseBody }) => ResponseBody,
      ({ error }) => error,
    );
  }
}

function connection(endpoint: string, method: string): JsonObject {
  return {
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: {
        AuthorizationEndpoint: endpoint,
        HttpMethod: method,
        ClientParameters: { ClientID: "id", ClientSecret: "s&cret" },
        OAuthHttpParameters: {
          BodyParameters: [{ Key: "scope", Value: "read write" }],
          HeaderParameters: [{ Key: "X-Tenant", Value: "t" }],
          QueryStringParameters: [{ Key: "b", Value: "2" }],
        },
      },
    },
  };
}

const serve = (provider: Provider): Promise<LocalServer> =>
  localServer((request, response) => provider.answer(request, response));

it("asks for a token as EventBridge does", async () => {
  const provider = new Provider();
  await using server = await serve(provider);
  expect(await provider.call(server)).toBe("Bearer t1");
  expect(server.received[0]).toMatchObject({
    method: "POST",
    url: "/token?a=1&b=2",
    headers: { "content-type": "application/x-www-form-urlencoded", "x-tenant": "t" },
    body: "grant_type=client_credentials&client_id=id&client_secret=s%26cret&scope=read%20write",
  });
});

it("asks in the query where the method is GET", async () => {
  const provider = new Provider();
  await using server = await serve(provider);
  expect(await provider.call(server, "GET")).toBe("Bearer t1");
  expect(server.received[0]).toMatchObject({
    url: expect.stringContaining("&client_id=id&client_secret=s%26cret"),
    body: "",
  });
});

it("keeps a token until shortly before it expires", async () => {
  const provider = new Provider();
  await using server = await serve(provider);
  await provider.call(server);
  provider.nowMs = 3_569_999;
  expect(await provider.call(server)).toBe("Bearer t1");
  provider.nowMs = 3_570_000;
  expect(await provider.call(server)).toBe("Bearer t2");
});

it("asks once for many calls that begin together", async () => {
  const provider = new Provider();
  await using server = await serve(provider);
  const calls = Array.from({ length: 8 }, () => provider.call(server));
  expect(await Promise.all(calls)).toEqual(Array(8).fill("Bearer t1"));
  expect(provider.tokens).toBe(1);
});

it("replaces a kept token that the API refuses, once", async () => {
  const provider = new Provider();
  provider.grant = {};
  await using server = await serve(provider);
  expect(await provider.call(server)).toBe("Bearer t1");
  provider.accepts = (token) => token === "Bearer t2";
  expect(await provider.call(server)).toBe("Bearer t2");
  provider.accepts = () => false;
  expect(await provider.call(server)).toBe("States.Http.StatusCode.401");
  expect(provider.tokens).toBe(3);
});

it("does not repeat a call that is refused with a new token", async () => {
  const provider = new Provider();
  provider.accepts = () => false;
  await using server = await serve(provider);
  expect(await provider.call(server)).toBe("States.Http.StatusCode.401");
  expect(server.received.filter(({ url }) => url === "/api")).toHaveLength(1);
});

it("fails as an unauthorized connection where no token is given, and asks again later", async () => {
  const provider = new Provider();
  provider.grant = { access_token: 1 };
  await using server = await serve(provider);
  const error = "Events.ConnectionResource.InvalidConnectionState";
  expect(await provider.call(server)).toBe(error);
  provider.grant = {};
  expect(await provider.call(server)).toBe("Bearer t2");
});
