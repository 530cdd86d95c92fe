import { advance } from "../../../lib/core/advance.ts";
import { compileMachine } from "../../../lib/core/machine.ts";
import { createSnapshot } from "../../../lib/core/snapshot-json.ts";
import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";

/** A function that runs expressions which need what a bundle loads late. */
export async function handler(): Promise<unknown> {
  const machine = compileMachine(definition as StateMachineDefinition);
  const execution = {
    executionArn: "arn:aws:states:us-east-1:123456789012:execution:m:e",
    name: "e",
    roleArn: "",
    stateMachineArn: "",
    stateMachineName: "m",
    type: "STANDARD",
  } as const;
  const start = { type: "start", at: 0, seed: 1, input: { text: "a12b345" } } as const;
  const { snapshot } = await advance(machine, createSnapshot(execution), [start]);
  return snapshot.output ?? snapshot.cause;
}

const definition = {
  StartAt: "Engine",
  States: {
    Engine: {
      Type: "Pass",
      QueryLanguage: "JSONata",
      Output: '{% $match($states.input.text, /[0-9]+/).match ~> $map($uppercase) ~> $join("-") %}',
      Next: "Text",
    },
    Text: { Type: "Pass", Parameters: { "digits.$": "$" }, Next: "Filter" },
    Filter: {
      Type: "Choice",
      Choices: [{ Variable: "$.digits", StringMatches: "1*-*5", Next: "Done" }],
    },
    Done: { Type: "Succeed" },
  },
};
