import { describe, expect, it } from "vitest";
import { InProcessApi } from "../../lib/index.ts";
import { answerOf } from "./play-calls.ts";

const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";

describe("an alias", () => {
  it("sends starts to its versions by their weights", async () => {
    const counts = countVersions(await versionsOfStarts(7, 80, 1_000));
    expect(counts.get("1")).toBeGreaterThan(750);
    expect(counts.get("1")).toBeLessThan(850);
    expect((counts.get("1") ?? 0) + (counts.get("2") ?? 0)).toBe(1_000);
  });

  it("sends no start to a version of weight 0", async () => {
    expect([...countVersions(await versionsOfStarts(7, 100, 200)).keys()]).toEqual(["1"]);
    expect([...countVersions(await versionsOfStarts(7, 0, 200)).keys()]).toEqual(["2"]);
  });

  it("chooses the same versions for the same seed", async () => {
    const first = await versionsOfStarts(3, 50, 50);
    expect(await versionsOfStarts(3, 50, 50)).toEqual(first);
    expect(await versionsOfStarts(4, 50, 50)).not.toEqual(first);
  });
});

/** The versions that so many starts of an alias chose; `weight` is that of version 1. */
async function versionsOfStarts(
  seed: number,
  weight: number,
  count: number,
): Promise<readonly string[]> {
  const api = new InProcessApi({ time: "stand", seed });
  await publishTwo(api, weight);
  const versions: string[] = [];
  for (let n = 0; n < count; n++) {
    const { executionArn } = await answerOf(api, "StartExecution", {
      stateMachineArn: `${stateMachineArn}:live`,
    });
    const { stateMachineVersionArn } = await answerOf(api, "DescribeExecution", { executionArn });
    versions.push(String(stateMachineVersionArn).slice(stateMachineArn.length + 1));
  }
  return versions;
}

async function publishTwo(api: InProcessApi, weight: number): Promise<void> {
  const roleArn = "arn:aws:iam::123456789012:role/r";
  const request = { name: "M", definition: definition("1"), roleArn, publish: true };
  await answerOf(api, "CreateStateMachine", request);
  const second = { stateMachineArn, definition: definition("2"), publish: true };
  await answerOf(api, "UpdateStateMachine", second);
  await answerOf(api, "CreateStateMachineAlias", {
    name: "live",
    routingConfiguration: [
      { stateMachineVersionArn: `${stateMachineArn}:1`, weight },
      { stateMachineVersionArn: `${stateMachineArn}:2`, weight: 100 - weight },
    ],
  });
}

function definition(comment: string): string {
  const States = { P: { Type: "Pass", End: true } };
  return JSON.stringify({ Comment: comment, StartAt: "P", States });
}

function countVersions(versions: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const version of versions) counts.set(version, (counts.get(version) ?? 0) + 1);
  return counts;
}
