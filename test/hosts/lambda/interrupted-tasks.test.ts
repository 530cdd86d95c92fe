import { describe, expect, it } from "vitest";
import type { LambdaCall } from "../../../lib/integrations/lambda/lambda-backend.ts";
import { type RigOptions, RuntimeRig } from "./runtime-rig.ts";

const lambda = "arn:aws:lambda:eu-west-1:123456789012:function:charge";
const charge = { Type: "Task", Resource: lambda, End: true };
const machines = { shop: { StartAt: "Charge", States: { Charge: charge } } };
const delivery = "stepwright:delivery";

/** A function whose first call never answers, since its caller is killed meanwhile. */
async function killedWhileCharging(options: RigOptions, kills: "interpreter" | "runner") {
  const calls: LambdaCall[] = [];
  const rig = new RuntimeRig({
    machines,
    ...options,
    callFunction: (call) => {
      calls.push(call);
      return calls.length === 1 ? new Promise(() => {}) : Promise.resolve("charged");
    },
  });
  const api = await rig.deployed();
  const executionArn = await api.start("shop");
  const killed = rig.sandbox();
  const records = rig.receive("wake");
  if (kills === "interpreter") void killed.interpret(records);
  else {
    rig.acknowledge(records, await rig.sandbox().interpret(records));
    void killed.run(rig.receive("tasks", 1));
  }
  while (calls.length === 0) await new Promise(setImmediate);
  killed.isKilled = true;
  const calledMs = rig.clock.now();
  for (let second = 1; second <= 1_000; second++) {
    rig.clock.waitUntil(calledMs + 1_000 * second);
    if (second % 60 === 0) await rig.sandbox().sweep();
    await rig.settle();
    const { status, output, error } = await rig.sandbox().call("DescribeExecution", {
      executionArn,
    });
    if (status !== "RUNNING") return { status, output, error, second, calls };
  }
  throw new Error("it runs for ever");
}

function keyOf({ clientContext = "e30=" }: LambdaCall): unknown {
  return JSON.parse(Buffer.from(clientContext, "base64").toString()).custom?.idempotencyKey;
}

describe("a Task whose process is killed", () => {
  it.each([
    ["interpreter", 1_000],
    ["runner", 120_000],
  ] as const)("fails as interrupted, and is not made again: %s", async (kills, boundMs) => {
    const { error, calls } = await killedWhileCharging({ boundMs: () => boundMs }, kills);
    expect(error).toBe("Lambda.SdkClientException");
    expect(calls.map(keyOf)).toEqual([undefined]);
  });

  it.each([
    ["interpreter", 1_000, delivery],
    ["interpreter", 1_000, `${delivery}:Charge`],
    ["runner", 120_000, delivery],
    ["runner", 120_000, `${delivery}:Charge`],
  ] as const)(
    "is made again with the same key where a tag says so: %s, %s, %s",
    async (kills, boundMs, tag) => {
      const options = { boundMs: () => boundMs, tags: { [tag]: "at-least-once" } };
      const { status, output, calls } = await killedWhileCharging(options, kills);
      expect({ status, output }).toEqual({ status: "SUCCEEDED", output: '"charged"' });
      expect(calls).toHaveLength(2);
      expect(new Set(calls.map(keyOf)).size).toBe(1);
      expect(keyOf(calls[0] as LambdaCall)).toMatch(/:execution:shop:.*\/3$/);
    },
  );

  it("is given up soon after it must be over, not when its runner's time is", async () => {
    const endsAt = async (boundMs: number | undefined, more: object = {}): Promise<number> => {
      const shop = { ...machines.shop, States: { Charge: { ...charge, ...more } } };
      const options = { machines: { shop }, boundMs: () => boundMs };
      return (await killedWhileCharging(options, "runner")).second;
    };
    // Nobody looks whether it was claimed within the first two minutes.
    expect(await endsAt(60_000)).toBe(120);
    expect(await endsAt(300_000)).toBe(320);
    expect(await endsAt(undefined)).toBe(905);
    expect(await endsAt(60_000, { TimeoutSeconds: 60 })).toBe(60);
  });

  it("is not made again where only other states are to be", async () => {
    const tags = { [`${delivery}:Refund`]: "at-least-once", [delivery]: "at-most-once" };
    const { error } = await killedWhileCharging({ boundMs: () => 1_000, tags }, "interpreter");
    expect(error).toBe("Lambda.SdkClientException");
  });
});
