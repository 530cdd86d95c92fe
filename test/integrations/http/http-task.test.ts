import { describe, expect, it } from "vitest";
import { FileConnections } from "../../../lib/adapters/file/connections.ts";
import {
  HttpInvoker,
  type HttpInvokerOptions,
} from "../../../lib/integrations/http/http-invoker.ts";
import type { JsonObject, JsonValue } from "../../../lib/language/json.ts";
import { type LocalServer, localServer } from "../local-server.ts";
import { taskRequest } from "../task-request.ts";

const resource = "arn:aws:states:::http:invoke";
const connectionArn = (name: string): string =>
  `arn:aws:events:eu-west-1:123456789012:connection/${name}/81210c42-8af1-456b-9c4a-6ff02fc664ac`;

const connections: { readonly [name: string]: JsonValue } = {
  basic: {
    AuthorizationType: "BASIC",
    AuthParameters: { BasicAuthParameters: { Username: "user", Password: "${PASSWORD}" } },
  },
  key: {
    AuthorizationType: "API_KEY",
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "X-Key", ApiKeyValue: "k1" },
      InvocationHttpParameters: {
        HeaderParameters: [{ Key: "Header-Param", Value: "of the connection" }],
        QueryStringParameters: [{ Key: "q", Value: "of the connection" }],
        BodyParameters: [{ Key: "BodyParam", Value: "of the connection" }],
      },
    },
  },
};

/** Calls the API and gives its answer, or the error. */
async function call(
  parameters: JsonObject,
  options: Partial<HttpInvokerOptions> = {},
  signal = new AbortController().signal,
): Promise<JsonObject> {
  const file = new FileConnections(connections, { PASSWORD: "secret" });
  const invoker = new HttpInvoker({ connections: file, now: () => 0, ...options });
  const request = taskRequest(resource, parameters);
  return invoker.invoke({ parameters, request, signal }).catch((error) => ({
    Error: error.error,
    Cause: error.cause,
  }));
}

const basic = { InvocationConfig: { ConnectionArn: connectionArn("basic") } };

function echo(): Promise<LocalServer> {
  return localServer((_, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end('{"price": 1.0}');
  });
}

describe("an HTTP Task sends", () => {
  it("what its parameters say, as Step Functions does", async () => {
    await using server = await echo();
    await call({
      ...basic,
      ApiEndpoint: `${server.url}/v1/orders?fixed=1`,
      Method: "POST",
      Headers: { "X-One": "1", "X-Two": ["a", "b"] },
      QueryParameters: { q: "a b", list: ["x", "y"], nothing: null },
      RequestBody: { id: 7 },
    });
    expect(server.received).toHaveLength(1);
    const [request] = server.received;
    expect(request).toMatchObject({
      method: "POST",
      url: "/v1/orders?fixed=1&q=a%20b&list=x&list=y",
      body: '{"id":7}',
      headers: {
        authorization: `Basic ${Buffer.from("user:secret").toString("base64")}`,
        "content-type": "application/json; charset=UTF-8",
        "user-agent": "Amazon|StepFunctions|HttpInvoke|eu-west-1",
        range: "bytes=0-262144",
        host: new URL(server.url).host,
        "x-one": "1",
        "x-two": "a, b",
      },
    });
  });

  it("what the connection says where both say something", async () => {
    await using server = await echo();
    await call({
      Authentication: { ConnectionArn: connectionArn("key") },
      ApiEndpoint: server.url,
      Method: "GET",
      Headers: { "header-param": "of the task", "Request-Id": "r1" },
      QueryParameters: { q: "of the task", own: "1" },
      RequestBody: { Job: "Engineer", BodyParam: "of the task" },
    });
    const [request] = server.received;
    expect(request?.url).toBe("/?own=1&q=of%20the%20connection");
    expect(request?.headers).toMatchObject({
      "x-key": "k1",
      "header-param": "of the connection",
      "request-id": "r1",
    });
    expect(request?.body).toBe('{"Job":"Engineer","BodyParam":"of the connection"}');
  });

  it("a form where Transform says so, texts as they are, and no body if there is none", async () => {
    await using server = await echo();
    const form = {
      Headers: { "Content-Type": "application/x-www-form-urlencoded" },
      Transform: {
        RequestBodyEncoding: "URL_ENCODED",
        RequestEncodingOptions: { ArrayFormat: "BRACKETS" },
      },
      RequestBody: { a: [1, 2] },
    };
    const target = { ...basic, ApiEndpoint: server.url, Method: "PUT" };
    await call({ ...target, ...form });
    await call({ ...target, RequestBody: "<xml/>" });
    await call(target);
    expect(server.received.map(({ body }) => body)).toEqual(["a%5B%5D=1&a%5B%5D=2", "<xml/>", ""]);
    expect(server.received[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });
});

describe("an HTTP Task refuses", () => {
  const target = { ...basic, ApiEndpoint: "http://127.0.0.1:9", Method: "GET" };
  const faults: { readonly [title: string]: readonly [JsonObject, string] } = {
    "an unknown method": [{ ...target, Method: "get" }, "Method must be one of GET"],
    "an endpoint that is no URL": [{ ...target, ApiEndpoint: "api.example.com" }, "ApiEndpoint"],
    "an endpoint that is a file": [{ ...target, ApiEndpoint: "file:///etc/passwd" }, "ApiEndpoint"],
    "a header that only the host sets": [{ ...target, Headers: { HOST: "x" } }, 'have "HOST"'],
    "headers of AWS": [{ ...target, Headers: { "x-amz-date": "x" } }, '"x-amz-date"'],
    "a header that smuggles another": [
      { ...target, Headers: { "X-A": "1\r\nX-B: 2" } },
      "forbidden character",
    ],
    "a text body with a connection's body": [
      { ...target, InvocationConfig: { ConnectionArn: connectionArn("key") }, RequestBody: "x" },
      "RequestBody must be an object",
    ],
    "an unknown encoding": [
      { ...target, Transform: { RequestBodyEncoding: "XML" } },
      "RequestBodyEncoding must be NONE or URL_ENCODED",
    ],
    "a call without a connection": [{ ...target, InvocationConfig: {} }, "ConnectionArn"],
  };
  for (const [title, [parameters, cause]] of Object.entries(faults)) {
    it(`${title}: States.Runtime`, async () => {
      expect(await call(parameters)).toEqual({
        Error: "States.Runtime",
        Cause: expect.stringContaining(cause),
      });
    });
  }

  it("a connection that does not exist", async () => {
    const config = { ConnectionArn: connectionArn("none") };
    expect(await call({ ...target, InvocationConfig: config })).toEqual({
      Error: "Events.ConnectionResource.ResourceNotFound",
      Cause: expect.stringContaining(config.ConnectionArn),
    });
  });
});

describe("an HTTP Task answers", () => {
  const get = (server: LocalServer): JsonObject => ({
    ...basic,
    ApiEndpoint: server.url,
    Method: "GET",
  });

  it("with the body as JSON, headers as lists, and the status", async () => {
    await using server = await echo();
    const answer = await call(get(server));
    expect(answer).toMatchObject({
      Headers: { "content-type": ["application/json"], "content-length": ["14"] },
      StatusCode: 200,
      StatusText: "OK",
    });
    expect(JSON.stringify(answer.ResponseBody)).toBe('{"price":1.0}');
  });

  it("with the text of what is no JSON, in its character set", async () => {
    await using server = await localServer((_, response) => {
      response.setHeader("Content-Type", "text/plain; charset=ISO-8859-1");
      response.end(Buffer.from([0xfc]));
    });
    expect(await call(get(server))).toMatchObject({ ResponseBody: "ü" });
  });

  it("without a body where there is none", async () => {
    await using server = await localServer((_, response) => response.writeHead(204).end());
    const answer = await call(get(server));
    expect(answer).toMatchObject({ StatusCode: 204, StatusText: "No Content" });
    expect(answer).not.toHaveProperty("ResponseBody");
  });

  it("by States.Http.StatusCode and the status' words where the API refuses", async () => {
    await using server = await localServer((_, response) =>
      response.writeHead(429, "Slow down").end('{"why":"quota"}'),
    );
    expect(await call(get(server))).toEqual({
      Error: "States.Http.StatusCode.429",
      Cause: "Too Many Requests",
    });
  });

  it("a redirect as a status, which it does not follow", async () => {
    await using server = await localServer((_, response) =>
      response.writeHead(302, { location: "/elsewhere" }).end(),
    );
    expect(await call(get(server))).toMatchObject({ Error: "States.Http.StatusCode.302" });
    expect(server.received).toHaveLength(1);
  });

  const unreadable: { readonly [title: string]: readonly [string, Buffer, string] } = {
    "an image": ["image/png", Buffer.from("x"), "States.Runtime"],
    bytes: ["application/octet-stream", Buffer.from("x"), "States.Runtime"],
    "no UTF-8": ["text/plain", Buffer.from([0xff]), "States.Runtime"],
    "more than 256 KB": ["text/plain", Buffer.alloc(262_145, "x"), "States.DataLimitExceeded"],
  };
  for (const [title, [type, body, error]] of Object.entries(unreadable)) {
    it(`${title} by ${error}`, async () => {
      await using server = await localServer((_, response) => {
        response.setHeader("Content-Type", type);
        response.end(body);
      });
      expect(await call(get(server))).toMatchObject({ Error: error });
    });
  }

  it("by States.Http.Socket where nobody answers in time or at all", async () => {
    await using server = await localServer(() => {});
    const silent = await call(get(server), { timeoutMs: 20 });
    expect(silent).toMatchObject({ Error: "States.Http.Socket" });
    const [port] = [new URL(server.url).port];
    await server[Symbol.asyncDispose]();
    const gone = await call({ ...basic, ApiEndpoint: `http://127.0.0.1:${port}`, Method: "GET" });
    expect(gone).toEqual({
      Error: "States.Http.Socket",
      Cause: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("nobody any more once it is cancelled, and closes the connection", async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    await using server = await localServer((_, response) => {
      closed = new Promise((resolve) => response.on("close", resolve));
      controller.abort();
    });
    const answer = await call(get(server), {}, controller.signal);
    expect(answer).toMatchObject({ Error: "States.Http.Socket" });
    await closed;
  });
});
