import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startServe } from "../../../scripts/serve-process.ts";
import { localServer, type ReceivedRequest } from "../../integrations/local-server.ts";
import { call } from "./http-client.ts";

const definition = JSON.stringify({
  StartAt: "Charge",
  States: {
    Charge: {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:123456789012:function:charge",
      End: true,
    },
  },
});

/** A function that never answers its first call, at a server that is killed meanwhile. */
async function killedWhileCharging(options: readonly string[], more: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), "stepwright-interrupted-"));
  const called = Promise.withResolvers<void>();
  const calls: ReceivedRequest[] = [];
  await using functions = await localServer((request, response) => {
    calls.push(request);
    called.resolve();
    if (calls.length > 1) response.end('"charged"');
  });
  const all = ["--data-dir", folder, "--lambda-endpoint", functions.url, ...options];
  try {
    const first = await startServe(all);
    const roleArn = "arn:aws:iam::123456789012:role/r";
    const machine = { name: "shop", definition, roleArn, ...more };
    const { stateMachineArn } = await call(first.url, "CreateStateMachine", machine);
    const { executionArn } = await call(first.url, "StartExecution", { stateMachineArn });
    await called.promise;
    process.kill(first.pid, "SIGKILL");
    const second = await startServe(all);
    for (;;) {
      const description = await call(second.url, "DescribeExecution", { executionArn });
      if (description.status === "RUNNING") continue;
      const { events } = await call(second.url, "GetExecutionHistory", { executionArn });
      await second.stop();
      return { description, calls, types: events.map(({ type }: { type: string }) => type) };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function keyOf(request: ReceivedRequest | undefined): unknown {
  const context = String(request?.headers["x-amz-client-context"] ?? "e30=");
  return JSON.parse(Buffer.from(context, "base64").toString()).custom?.idempotencyKey;
}

it("an attempt that a crash has cut is not made again", async () => {
  const { description, calls } = await killedWhileCharging([]);
  expect(calls).toHaveLength(1);
  expect(keyOf(calls[0])).toBeUndefined();
  expect(description).toMatchObject({ status: "FAILED", error: "Lambda.SdkClientException" });
  expect(description.cause).toMatch(/^Stepwright\.TaskInterrupted/);
});

it("it is made again where the Task is at-least-once, with the same key", async () => {
  const { description, calls, types } = await killedWhileCharging(["--at-least-once", "shop"]);
  expect(calls).toHaveLength(2);
  expect(keyOf(calls[0])).toMatch(/:execution:shop:.*\/3$/);
  expect(keyOf(calls[1])).toBe(keyOf(calls[0]));
  expect(description).toMatchObject({ status: "SUCCEEDED", output: '"charged"' });
  expect(types.filter((type: string) => type.startsWith("Lambda"))).toEqual([
    "LambdaFunctionScheduled",
    "LambdaFunctionStarted",
    "LambdaFunctionSucceeded",
  ]);
});

it("it is made again where a tag of the state machine says so", async () => {
  const tags = [{ key: "stepwright:delivery", value: "at-least-once" }];
  const { description, calls } = await killedWhileCharging([], { tags });
  expect(keyOf(calls[0])).toMatch(/:execution:shop:.*\/3$/);
  expect(calls.map(keyOf)).toEqual([keyOf(calls[0]), keyOf(calls[0])]);
  expect(description).toMatchObject({ status: "SUCCEEDED", output: '"charged"' });
});
