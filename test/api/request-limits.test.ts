import { describe, expect, it } from "vitest";
import { InProcessApi } from "../../lib/index.ts";
import { answerOf } from "./play-calls.ts";

const redacted = "Value '***Sensitive Data Redacted***'";

describe("the size of", () => {
  it("an execution's input is counted in characters by the model, in bytes by the service", async () => {
    const api = new InProcessApi();
    const { stateMachineArn } = await createStateMachine(api);
    const input = (text: string) =>
      answerOf(api, "StartExecution", { stateMachineArn, input: text });
    expect(await input(JSON.stringify("ü".repeat(131_071)))).toHaveProperty("executionArn");
    expect(await input(JSON.stringify("ü".repeat(131_072)))).toEqual({
      error: "InvalidExecutionInput",
      message: "Invalid State Machine Execution Input: 'The input has more than 262144 bytes.'",
    });
    expect(await input(JSON.stringify("x".repeat(262_143)))).toEqual({
      error: "ValidationException",
      message: `1 validation error detected: ${redacted} at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144`,
    });
  });

  it("a definition is limited", async () => {
    const answer = await createStateMachine(new InProcessApi(), " ".repeat(1_048_577));
    expect(answer).toEqual({
      error: "ValidationException",
      message: `1 validation error detected: ${redacted} at 'definition' failed to satisfy constraint: Member must have length less than or equal to 1048576`,
    });
  });
});

function createStateMachine(api: InProcessApi, text?: string) {
  const definition =
    text ?? JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
  const roleArn = "arn:aws:iam::123456789012:role/r";
  return answerOf(api, "CreateStateMachine", { name: "M", definition, roleArn });
}
