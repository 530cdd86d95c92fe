import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../../../lib/hosts/server/server.ts";
import { type LocalServer, localServer } from "../../integrations/local-server.ts";
import { call, type Parsed, testServer } from "./http-client.ts";

const roleArn = "arn:aws:iam::123456789012:role/r";
let api: LocalServer;
let server: Server;

beforeAll(async () => {
  api = await localServer(({ url }, response) => {
    response.sendDate = false;
    response.writeHead(url.startsWith("/fault") ? 503 : 200, { "Content-Type": "text/plain" });
    response.end("pong");
  });
  const AuthParameters = {
    BasicAuthParameters: { Username: "u", Password: "p" },
    InvocationHttpParameters: {
      HeaderParameters: [{ Key: "X-Secret", Value: "h" }],
      QueryStringParameters: [{ Key: "secret", Value: "q" }],
      BodyParameters: [{ Key: "secret", Value: "b" }],
    },
  };
  server = await testServer({
    connections: { shop: { AuthorizationType: "BASIC", AuthParameters } },
  });
});

afterAll(async () => {
  await server.stop();
  await api[Symbol.asyncDispose]();
});

/** Tests an HTTP Task. */
function test(more: object, path = "/ping", method = "POST"): Promise<Parsed> {
  const definition = {
    Type: "Task",
    QueryLanguage: "JSONata",
    Resource: "arn:aws:states:::http:invoke",
    Arguments: {
      ApiEndpoint: `${api.url}${path}`,
      Method: method,
      Headers: { "X-Own": "1" },
      QueryParameters: { own: 2 },
      RequestBody: { own: 3 },
      InvocationConfig: { ConnectionArn: "arn:aws:events:us-east-1:1:connection/shop/1" },
    },
    End: true,
  };
  const request = { definition: JSON.stringify(definition), roleArn, ...more };
  return call(server.url, "TestState", request);
}

describe("TestState of an HTTP Task", () => {
  const own =
    "[content-type: application/json; charset=UTF-8, x-own: 1, " +
    "user-agent: Amazon|StepFunctions|HttpInvoke|us-east-1, range: bytes=0-262144]";
  const response = {
    protocol: "http",
    statusCode: "200",
    statusMessage: "OK",
    headers: expect.stringMatching(/^\[content-type: text\/plain, .*\]$/),
    body: "pong",
  };

  it("shows at TRACE what was sent, without what the connection adds, and what came", async () => {
    const { status, inspectionData } = await test({ inspectionLevel: "TRACE" });
    expect(status).toBe("SUCCEEDED");
    expect(inspectionData.request).toEqual({
      protocol: "http",
      method: "POST",
      url: `${api.url}/ping?own=2`,
      headers: own,
      body: '{"own":3}',
    });
    expect(inspectionData.response).toEqual(response);
    expect(JSON.parse(inspectionData.result)).toMatchObject({ ResponseBody: "pong" });
  });

  it("shows what the connection adds where secrets are revealed", async () => {
    const revealed = { inspectionLevel: "TRACE", revealSecrets: true };
    const { inspectionData } = await test(revealed);
    const { url, headers, body } = inspectionData.request;
    expect(url).toBe(`${api.url}/ping?own=2&secret=q`);
    expect(headers).toContain("x-secret: h");
    expect(headers).toContain(`authorization: Basic ${Buffer.from("u:p").toString("base64")}`);
    expect(JSON.parse(body)).toEqual({ own: 3, secret: "b" });
    expect(inspectionData.response).toEqual(response);
  });

  it("was sent with the connection's secrets, shown or not", async () => {
    await test({ inspectionLevel: "TRACE" });
    const { url, headers, body } = api.received.at(-1) ?? {};
    expect(url).toBe("/ping?own=2&secret=q");
    expect(headers).toMatchObject({ "x-secret": "h" });
    expect(JSON.parse(body ?? "")).toEqual({ own: 3, secret: "b" });
  });

  it("shows an answer that fails the Task", async () => {
    const { status, error, inspectionData } = await test({ inspectionLevel: "TRACE" }, "/fault");
    expect([status, error]).toEqual(["FAILED", "States.Http.StatusCode.503"]);
    const fault = { statusCode: "503", statusMessage: "Service Unavailable" };
    expect(inspectionData.response).toMatchObject(fault);
  });

  it("shows no request at DEBUG, and nothing at INFO", async () => {
    const { inspectionData } = await test({ inspectionLevel: "DEBUG" });
    expect(inspectionData).toHaveProperty("result");
    expect(inspectionData).not.toHaveProperty("request");
    expect(inspectionData).not.toHaveProperty("response");
    expect(await test({})).not.toHaveProperty("inspectionData");
  });

  it("shows the request alone where no answer comes", async () => {
    const nobody = await localServer(() => {});
    await nobody[Symbol.asyncDispose]();
    const definition = JSON.stringify({
      Type: "Task",
      Resource: "arn:aws:states:::http:invoke",
      Parameters: {
        ApiEndpoint: nobody.url,
        Method: "GET",
        Authentication: { ConnectionArn: "arn:aws:events:us-east-1:1:connection/shop/1" },
      },
      End: true,
    });
    const request = { definition, roleArn, inspectionLevel: "TRACE" };
    const { error, inspectionData } = await call(server.url, "TestState", request);
    expect(error).toBe("States.Http.Socket");
    expect(inspectionData.request).toMatchObject({ method: "GET", url: `${nobody.url}/` });
    expect(inspectionData).not.toHaveProperty("response");
  });

  it("refuses to reveal secrets of a mock", async () => {
    const refused = await test({ mock: { result: "{}" }, revealSecrets: true });
    expect(refused).toEqual({
      __type: "ValidationException",
      message: "TestState does not support RevealSecrets when a mock is specified.",
    });
  });
});
