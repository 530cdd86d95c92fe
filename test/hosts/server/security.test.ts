import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../../../lib/hosts/server/server.ts";
import { folderOf } from "../../bin/folder.ts";
import { authorization, call, type Sent, send, testServer } from "./http-client.ts";

const role = "arn:aws:iam::123456789012:role/r";
const waits = JSON.stringify({
  StartAt: "W",
  States: { W: { Type: "Wait", Seconds: 86_400, End: true } },
});
const bodyBytesMax = 200_000;
let server: Server;
let executionArn: string;

beforeAll(async () => {
  server = await testServer({ limits: { bodyBytesMax, requestTimeoutMs: 300 } });
  const created = await call(server.url, "CreateStateMachine", {
    name: "waits",
    definition: waits,
    roleArn: role,
  });
  const { stateMachineArn } = created;
  ({ executionArn } = await call(server.url, "StartExecution", { stateMachineArn, name: "one" }));
});

afterAll(async () => {
  await server.stop();
});

/** The server answers, and has lost nothing. */
async function isWell(): Promise<void> {
  const { status } = await call(server.url, "DescribeExecution", { executionArn });
  expect(status).toBe("RUNNING");
}

const coral = (name: string): string => `com.amazon.coral.service#${name}`;

describe("a request that is none", () => {
  const refused: readonly (readonly [string, Sent, number, string])[] = [
    ["GET", { method: "GET", body: "" }, 404, "UnknownOperationException"],
    ["PUT", { method: "PUT" }, 404, "UnknownOperationException"],
    ["DELETE", { method: "DELETE" }, 404, "UnknownOperationException"],
    ["OPTIONS", { method: "OPTIONS", body: "" }, 404, "UnknownOperationException"],
    ["another path", { path: "/x" }, 404, "UnknownOperationException"],
    ["a path up", { path: "/..%2f..%2fetc/passwd" }, 404, "UnknownOperationException"],
    [
      "RPC v2 CBOR",
      {
        path: "/service/AWSStepFunctions/operation/ListStateMachines",
        headers: { "Content-Type": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor" },
      },
      404,
      "UnknownOperationException",
    ],
    [
      "CBOR",
      { headers: { "Content-Type": "application/cbor" } },
      415,
      "UnsupportedMediaTypeException",
    ],
    ["text", { headers: { "Content-Type": "text/plain" } }, 415, "UnsupportedMediaTypeException"],
    [
      "no Content-Type",
      { headers: { "Content-Type": undefined } },
      415,
      "UnsupportedMediaTypeException",
    ],
    ["no target", { headers: { "X-Amz-Target": undefined } }, 400, "UnknownOperationException"],
    [
      "another service",
      { headers: { "X-Amz-Target": "DynamoDB_20120810.ListTables" } },
      400,
      "UnknownOperationException",
    ],
    [
      "no such operation",
      { headers: { "X-Amz-Target": "AWSStepFunctions.Nothing" } },
      400,
      "UnknownOperationException",
    ],
    [
      "a prototype's name",
      { headers: { "X-Amz-Target": "AWSStepFunctions.constructor" } },
      400,
      "UnknownOperationException",
    ],
    [
      "no signature",
      { headers: { Authorization: undefined } },
      400,
      "MissingAuthenticationTokenException",
    ],
    [
      "another scheme",
      { headers: { Authorization: "Basic dGVzdDp0ZXN0" } },
      400,
      "IncompleteSignatureException",
    ],
    [
      "no credential",
      { headers: { Authorization: "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0" } },
      400,
      "IncompleteSignatureException",
    ],
    [
      "a region of tricks",
      { headers: { Authorization: authorization("test", "../../x") } },
      400,
      "IncompleteSignatureException",
    ],
    [
      "a page in a browser",
      { headers: { Origin: "http://evil.example" } },
      403,
      "AccessDeniedException",
    ],
    ["no body", { body: "" }, 400, "SerializationException"],
    ["half a body", { body: '{"maxResults": ' }, 400, "SerializationException"],
    ["a list", { body: "[]" }, 400, "SerializationException"],
    ["a number", { body: "1" }, 400, "SerializationException"],
    ["two objects", { body: "{}{}" }, 400, "SerializationException"],
    ["no UTF-8", { body: Buffer.from([0x7b, 0xff, 0x7d]) }, 400, "SerializationException"],
    ["a deep body", { body: `{"a":${"[".repeat(50_000)}` }, 400, "SerializationException"],
    [
      "a deep and whole body",
      { body: `{"a":${"[".repeat(90_000)}${"]".repeat(90_000)}}` },
      400,
      "SerializationException",
    ],
    ["a wrong type", { body: '{"maxResults":"x"}' }, 400, "SerializationException"],
    [
      "a large body",
      { body: `{"nextToken":"${"x".repeat(bodyBytesMax)}"}` },
      413,
      "RequestEntityTooLargeException",
    ],
    [
      "a large body that does not say so",
      {
        body: `{"nextToken":"${"x".repeat(4 * bodyBytesMax)}"}`,
        headers: { "Content-Length": undefined, "Transfer-Encoding": "chunked" },
      },
      413,
      "RequestEntityTooLargeException",
    ],
  ];
  it.each(refused)("is refused: %s", async (_name, sent, status, type) => {
    const answer = await send(server.url, sent);
    expect(answer).toMatchObject({ status, body: { __type: coral(type) } });
    expect(answer.body.message).not.toBe("");
    expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers["content-type"]).toBe("application/x-amz-json-1.0");
    await isWell();
  });

  it("is answered even where it is no HTTP", async () => {
    expect(await raw("nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 .*SerializationException/s);
    expect(await raw("GET / HTTP/9.9\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    await isWell();
  });

  it("is answered where its headers are too large", async () => {
    const text = await raw(`POST / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(50_000)}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 413 .*RequestEntityTooLargeException/s);
    await isWell();
  });

  it("is given up where it does not arrive", async () => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\nAuthorization: ${authorization("test")}\r\nContent-Length: 100\r\n\r\n{"a`;
    expect(await raw(head)).toMatch(/^HTTP\/1\.1 408 .*RequestTimeoutException/s);
    await isWell();
  });

  it("harms nobody where its sender hangs up", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
    await new Promise((resolve) => socket.once("ready", resolve));
    socket.resetAndDestroy();
    await isWell();
  });
});

/** What the server says to a connection that sends the text; until it hangs up. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("a task token", () => {
  it("cannot be guessed from another", async () => {
    const definition = JSON.stringify({
      StartAt: "T",
      States: {
        T: {
          Type: "Task",
          Resource: "arn:aws:states:us-east-1:123456789012:activity:work",
          End: true,
        },
      },
    });
    const { activityArn } = await call(server.url, "CreateActivity", { name: "work" });
    const { stateMachineArn } = await call(server.url, "CreateStateMachine", {
      name: "work",
      definition,
      roleArn: role,
    });
    await call(server.url, "StartExecution", { stateMachineArn });
    const { taskToken } = await call(server.url, "GetActivityTask", { activityArn });
    const parts = Buffer.from(taskToken, "base64").toString().split("|");
    expect(parts[2]).toMatch(/^[0-9a-f]{32}$/);
    const guesses = [
      taskToken.slice(0, -1),
      `${taskToken}x`,
      "",
      "AAAA",
      Buffer.from([...parts.slice(0, 2), "0".repeat(32)].join("|")).toString("base64"),
      Buffer.from(["__proto__", 1, "x"].join("|")).toString("base64"),
    ];
    for (const guess of guesses) {
      const refused = await call(server.url, "SendTaskSuccess", { taskToken: guess, output: "1" });
      expect(refused.__type).toMatch(/^(InvalidToken|TaskDoesNotExist|ValidationException)$/);
    }
    expect(await call(server.url, "SendTaskSuccess", { taskToken, output: "1" })).toEqual({});
  });
});

describe("a key", () => {
  it("is demanded where other machines can call", async () => {
    await expect(testServer({ host: "0.0.0.0" })).rejects.toThrow("needs a key");
  });

  it("lets in who has it, and nobody else", async () => {
    const guarded = await testServer({ host: "0.0.0.0", key: "AKIDright" });
    try {
      expect(await call(guarded.url, "ListStateMachines", {}, "AKIDright")).toEqual({
        stateMachines: [],
      });
      for (const wrong of ["AKIDwrong", "AKIDrighT", "AKIDright1", "test"]) {
        expect(await call(guarded.url, "ListStateMachines", {}, wrong)).toEqual({
          __type: coral("UnrecognizedClientException"),
          message: "The security token included in the request is invalid.",
        });
      }
    } finally {
      await guarded.stop();
    }
  });
});

describe("a bucket's folder", () => {
  const map = (key: string, prefix: string) => ({
    Type: "Map",
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: { InputType: "JSON" },
      Parameters: { Bucket: "in", Key: key },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "P",
      States: { P: { Type: "Pass", End: true } },
    },
    ResultWriter: {
      Resource: "arn:aws:states:::s3:putObject",
      Parameters: { Bucket: "in", Prefix: prefix },
    },
    End: true,
  });
  const tricks: readonly (readonly [string, string])[] = [
    ["../secret.json", "out"],
    ["a/../../secret.json", "out"],
    ["..\\..\\secret.json", "out"],
    ["/etc/hostname", "out"],
    ["items.json", "../../out"],
    ["items.json", "/../out"],
  ];

  it.each(tricks)("is not left by the key %s and the prefix %s", async (key, prefix) => {
    const folder = folderOf({ "secret.json": ["secret"], "in/items.json": [1] });
    const buckets = { in: join(folder, "in") };
    const own = await testServer({ buckets });
    try {
      const definition = JSON.stringify({ StartAt: "M", States: { M: map(key, prefix) } });
      const create = { name: "map", definition, roleArn: role };
      const { stateMachineArn } = await call(own.url, "CreateStateMachine", create);
      const { executionArn } = await call(own.url, "StartExecution", { stateMachineArn });
      let described = await call(own.url, "DescribeExecution", { executionArn });
      while (described.status === "RUNNING") {
        described = await call(own.url, "DescribeExecution", { executionArn });
      }
      expect(described.status).toBe("FAILED");
      expect(JSON.stringify(described)).not.toContain('\\"secret\\"');
      expect(readdirSync(folder).sort()).toEqual(["in", "secret.json"]);
    } finally {
      await own.stop();
    }
  });
});
