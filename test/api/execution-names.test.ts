import { describe, expect, it } from "vitest";
import { InProcessApi } from "../../lib/index.ts";
import { answerOf } from "./play-calls.ts";

describe("an execution without a name", () => {
  it("gets another one if somebody has taken the first", async () => {
    const [, taken] = await starts([undefined, undefined]);
    expect(taken).toMatch(/:[0-9a-f]{8}-[0-9a-f-]{27}$/);
    const name = taken?.slice(taken.lastIndexOf(":") + 1);
    const [first, second] = await starts([name, undefined]);
    expect(first).toBe(taken);
    expect(second).toMatch(/:execution:M:[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(second).not.toBe(taken);
  });
});

/** The ARNs of executions that are started with these names, one after the other. */
async function starts(names: readonly (string | undefined)[]): Promise<readonly string[]> {
  const api = new InProcessApi({ time: "stand", seed: 5 });
  const { stateMachineArn } = await answerOf(api, "CreateStateMachine", {
    name: "M",
    definition: JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } }),
    roleArn: "arn:aws:iam::123456789012:role/r",
  });
  const arns: string[] = [];
  for (const name of names) {
    const { executionArn } = await answerOf(api, "StartExecution", { stateMachineArn, name });
    arns.push(String(executionArn));
  }
  return arns;
}
