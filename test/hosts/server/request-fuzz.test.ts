import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Shape } from "../../../lib/api/request-shape.ts";
import { type OperationName, requestShapes, shapes } from "../../../lib/api/request-shapes.ts";
import type { Server } from "../../../lib/hosts/server/server.ts";
import { call, send, testServer } from "./http-client.ts";

const roleArn = "arn:aws:iam::123456789012:role/r";
const arn = "arn:aws:states:us-east-1:123456789012";
const waits = JSON.stringify({
  StartAt: "W",
  States: { W: { Type: "Wait", Seconds: 86_400, End: true } },
});
const operations = Object.keys(requestShapes) as OperationName[];
let server: Server;

beforeAll(async () => {
  server = await testServer({ activityPollMs: 1 });
  // It has the name of none that the fuzz can find.
  const kept = { name: "kept", definition: waits, roleArn };
  const { stateMachineArn } = await call(server.url, "CreateStateMachine", kept);
  await call(server.url, "StartExecution", { stateMachineArn, name: "kept" });
});

afterAll(async () => {
  await server.stop();
});

/** Sends the request; it is carried out or refused, and nothing else is. */
async function isAnswered(operation: string, body: string): Promise<void> {
  const { status, body: answer } = await send(server.url, {
    body,
    headers: { "X-Amz-Target": `AWSStepFunctions.${operation}` },
  });
  expect([200, 400]).toContain(status);
  if (status === 400) expect(answer).toMatchObject({ __type: expect.stringMatching(/\w/) });
}

async function nothingIsLost(): Promise<void> {
  const executionArn = `${arn}:execution:kept:kept`;
  const { status } = await call(server.url, "DescribeExecution", { executionArn });
  expect(status).toBe("RUNNING");
}

describe("every operation", () => {
  it("carries out or refuses whatever the body is", async () => {
    const members = new Set(operations.flatMap((op) => Object.keys(requestShapes[op].members)));
    const field = fc.constantFrom(...members, "__proto__", "constructor", "");
    const value = fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
      fc.constantFrom('"\\ud800"', "1e400", "-0", "12345678901234567890", '"../../etc/passwd"'),
    );
    const body = fc.array(fc.tuple(field, value), { maxLength: 5 }).map((pairs) => {
      const texts = pairs.map(([name, text]) => `${JSON.stringify(name)}:${text}`);
      return `{${texts.join(",")}}`;
    });
    await fc.assert(fc.asyncProperty(fc.constantFrom(...operations), body, isAnswered), {
      numRuns: 400,
    });
    await nothingIsLost();
  });

  it("carries out or refuses whatever fits its model", async () => {
    const request = fc
      .constantFrom(...operations)
      .chain((op) => fc.tuple(fc.constant(op), arbitraryOf(requestShapes[op])));
    const property = fc.asyncProperty(request, ([operation, body]) =>
      isAnswered(operation, JSON.stringify(body)),
    );
    await fc.assert(property, { numRuns: 600 });
    await nothingIsLost();
  });
});

/** Values that the model lets through; texts that mean something are frequent. */
function arbitraryOf(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.type === "boolean") return fc.boolean();
  if (shape.type === "list") {
    const { min: minLength = 0, max: maxLength = 3 } = shape;
    return fc.array(arbitraryOf(shapeNamed(shape.member)), { minLength, maxLength });
  }
  if (shape.type === "structure") {
    const members = Object.entries(shape.members).map(
      ([name, member]) => [name, arbitraryOf(shapeNamed(member))] as const,
    );
    const requiredKeys = [...(shape.required ?? [])];
    return fc.record(Object.fromEntries(members), { requiredKeys });
  }
  if (shape.type === "string") {
    if (shape.words !== undefined) return fc.constantFrom(...shape.words);
    const { min: minLength = 0, max: maxLength = 40 } = shape;
    const some = fc.string({ minLength, maxLength: Math.min(maxLength, 40), unit: "binary" });
    return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...texts) }, some);
  }
  const { min = 0, max = 1_000 } = shape;
  return shape.type === "integer" ? fc.integer({ min, max }) : fc.float({ min, max, noNaN: true });
}

function shapeNamed(name: string): Shape {
  return shapes[name as keyof typeof shapes];
}

const texts = [
  waits,
  '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}',
  '{"Type":"Pass","End":true}',
  '{"Type":"Task","Resource":"arn:aws:states:::http:invoke","End":true}',
  "{}",
  "[1]",
  "m",
  "e",
  roleArn,
  `${arn}:stateMachine:m`,
  `${arn}:stateMachine:m:1`,
  `${arn}:stateMachine:m:e`,
  `${arn}:stateMachine:m/l`,
  `${arn}:stateMachine:m#case`,
  `${arn}:execution:m:e`,
  `${arn}:express:m:e:1`,
  `${arn}:mapRun:m/l:1`,
  `${arn}:activity:m`,
];
