import type { TaskReply } from "../../../lib/engine/task-reply.ts";
import type { JsonValue } from "../../../lib/language/json.ts";
import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { fail, type Scenario, succeed } from "../scenario.ts";

/** What is done to a Map Run while it runs, and after it. */
export const mapRuns: readonly Scenario[] = [
  {
    name: "a distributed Map that is redriven",
    machines: [{ name: "Redriven", definition: each({ MaxConcurrency: 2 }) }],
    input: {},
    tasks: {
      Work: {
        reply: ({ parameters, redriveCount }) =>
          isThird(parameters) && redriveCount === 0
            ? fail("Closed", "come tomorrow")
            : succeed("done")(),
        takesMs: 30,
      },
    },
    operator: async (client) => {
      await client.reaches("FAILED");
      await client.redrive();
    },
    items: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }],
    maxConcurrency: 2,
    isCutShort: true,
    isSequential: false,
  },
  {
    name: "a distributed Map of Express children that is redriven",
    machines: [{ name: "Express", definition: each({ MaxConcurrency: 2 }, "EXPRESS") }],
    input: {},
    tasks: {
      Work: {
        reply: ({ parameters }): TaskReply =>
          isThird(parameters) ? fail("Closed", "for good") : succeed("done")(),
        takesMs: 30,
      },
    },
    operator: async (client) => {
      await client.reaches("FAILED");
      await client.redrive();
      await client.reaches("FAILED");
    },
    items: [{ id: 1 }, { id: 2 }, { id: 3 }],
    maxConcurrency: 2,
    isCutShort: true,
    isSequential: false,
  },
  {
    name: "a distributed Map that is stopped",
    machines: [{ name: "Stopped", definition: each({ MaxConcurrency: 2 }) }],
    input: {},
    tasks: { Work: { reply: succeed("done"), takesMs: 2_000 } },
    operator: async (client) => {
      await client.sleepAbout(1_000);
      if (client.way !== 1) await client.stop();
    },
    items: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }],
    maxConcurrency: 2,
    ways: 2,
    isCutShort: true,
    isSequential: false,
  },
  {
    name: "a distributed Map that is sped up",
    machines: [{ name: "Faster", definition: each({ MaxConcurrency: 1 }) }],
    input: {},
    tasks: { Work: { reply: succeed("done"), takesMs: 200 } },
    operator: async (client) => {
      await client.sleepAbout(200);
      await client.updateMapRun(3);
    },
    items: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }],
    maxConcurrency: 3,
    isSequential: false,
  },
];

function each(fields: object, type = "STANDARD"): StateMachineDefinition {
  return {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        Label: "Each",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "JSON" },
          Parameters: { Bucket: "b", Key: "k" },
        },
        ...fields,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: type },
          StartAt: "Work",
          States: {
            Work: {
              Type: "Task",
              Resource: "arn:aws:lambda:us-east-1:111122223333:function:F",
              End: true,
            },
          },
        },
        End: true,
      },
    },
  } as unknown as StateMachineDefinition;
}

function isThird(parameters: JsonValue): boolean {
  return (parameters as { readonly id: number }).id === 3;
}
