import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { type Scenario, submit, succeed } from "../scenario.ts";

const lambda = "arn:aws:lambda:us-east-1:111122223333:function:F";

/** What only shows where a process has much to do, or meets what another one has left. */
export const processes: readonly Scenario[] = [
  {
    name: "Tasks that wait long for a slot",
    machines: [{ name: "Crowd", definition: crowd() }],
    input: { items: [1, 2, 3, 4, 5, 6] },
    tasks: { Work: { reply: ({ parameters }) => succeed(parameters)(), takesMs: 4_000 } },
    slots: 1,
    isSequential: false,
  },
  {
    name: "a loop of pure states that is stopped",
    machines: [{ name: "Loop", definition: loop(120) }],
    input: { count: 0 },
    tasks: {},
    operator: async (client) => {
      await client.sleepAbout(2);
      if (client.way !== 1) await client.stop();
    },
    eventsMax: 20,
    ways: 2,
    isCutShort: true,
    isSequential: true,
  },
  {
    name: "a long history with much in it",
    machines: [{ name: "Notes", definition: notes() }],
    input: { note: "n".repeat(5_000), count: 0 },
    tasks: { Keep: { reply: succeed("kept".repeat(300)) } },
    isSequential: true,
  },
  {
    name: "a state machine that is updated while it runs",
    machines: [{ name: "Versions", definition: version("first") }],
    input: {},
    tasks: { Work: { reply: succeed("done"), takesMs: 100 } },
    operator: (client) => client.update(version("second")),
    isSequential: true,
  },
  {
    name: "a name that is used again",
    machines: [{ name: "Again", definition: again() }],
    input: {},
    tasks: {
      Work: { reply: succeed("done"), takesMs: 1_500 },
      Ask: {
        reply: submit,
        outside: async (outsider) => {
          await outsider.sleepAbout(300);
          await outsider.answer({ type: "succeeded", output: "yes" });
        },
      },
    },
    operator: async (client) => {
      await client.sleepAbout(1_000);
      // Where it is stopped, Tasks of it may go on while the next one runs.
      await client.stop();
      await client.isForgotten();
      await client.start();
    },
    retentionMs: 300,
    isSequential: true,
  },
];

function crowd(): StateMachineDefinition {
  const work = { Type: "Task", Resource: lambda, End: true };
  return {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemsPath: "$.items",
        ItemProcessor: { StartAt: "Work", States: { Work: work } },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
        End: true,
      },
      Failed: { Type: "Fail" },
    },
  } as unknown as StateMachineDefinition;
}

/** So many rounds without a Task, and a second's pause. */
function loop(rounds: number): StateMachineDefinition {
  return {
    StartAt: "Add",
    States: {
      Add: {
        Type: "Pass",
        Parameters: { "count.$": "States.MathAdd($.count, 1)" },
        Next: "IsEnough",
      },
      IsEnough: {
        Type: "Choice",
        Choices: [{ Variable: "$.count", NumericLessThan: rounds, Next: "Add" }],
        Default: "Pause",
      },
      Pause: { Type: "Wait", Seconds: 1, End: true },
    },
  } as unknown as StateMachineDefinition;
}

/** Tasks whose input is large, and does not change. */
function notes(): StateMachineDefinition {
  return {
    StartAt: "Keep",
    States: {
      Keep: { Type: "Task", Resource: lambda, ResultPath: "$.kept", Next: "Count" },
      Count: {
        Type: "Pass",
        Parameters: {
          "note.$": "$.note",
          "kept.$": "$.kept",
          "count.$": "States.MathAdd($.count, 1)",
        },
        Next: "IsEnough",
      },
      IsEnough: {
        Type: "Choice",
        Choices: [{ Variable: "$.count", NumericLessThan: 8, Next: "Keep" }],
        Default: "Enough",
      },
      Enough: { Type: "Succeed" },
    },
  } as unknown as StateMachineDefinition;
}

function version(name: string): StateMachineDefinition {
  return {
    StartAt: "Work",
    States: {
      Work: { Type: "Task", Resource: lambda, ResultPath: "$.work", Next: "Pause" },
      Pause: { Type: "Wait", Seconds: 2, Next: "Name" },
      Name: { Type: "Pass", Result: name, ResultPath: "$.version", End: true },
    },
  } as unknown as StateMachineDefinition;
}

function again(): StateMachineDefinition {
  return {
    StartAt: "Work",
    States: {
      Work: {
        Type: "Task",
        Resource: lambda,
        ResultPath: "$.work",
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Ask" }],
        Next: "Ask",
      },
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
        TimeoutSeconds: 600,
        ResultPath: "$.answer",
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "End" }],
        Next: "End",
      },
      End: { Type: "Succeed" },
    },
  } as unknown as StateMachineDefinition;
}
