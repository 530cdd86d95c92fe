import { expect, it } from "vitest";
import { readSortKey } from "../../../lib/adapters/aws/keys.ts";
import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { chain, order } from "../../adapters/aws/economy-rig.ts";
import { type Scenario, succeed } from "../scenario.ts";
import { runAwsSchedule } from "./aws-schedule.ts";
import type { Cloud } from "./cloud.ts";

// What an execution costs on the whole host: from StartExecution through the API's function to the
// end in the interpreter.

it("costs 11 records, one message and one invocation for 10 Tasks and 10 pure states", async () => {
  const cloud = await played(tasksAndPasses({}), order(1_024));
  expect(recordsOf(cloud)).toBe(11);
  expect(cloud.dynamoDb.used.writeUnits).toBe(18);
  expect(cloud.queues.wake.sent).toBe(1);
  expect(Object.fromEntries(cloud.lambda.invocations)).toEqual({ api: 1, interpreter: 1 });
  expect(readsOf(cloud, "interpreter")).toEqual([]);
  // The API's function looks the state machine up.
  expect(readsOf(cloud, "api")).toHaveLength(1);
});

it("stores an input of 100 KB once that ten Tasks carry on", async () => {
  const cloud = await played(tasksAndPasses({ ResultPath: null }), order(102_400));
  expect(recordsOf(cloud)).toBe(11);
  expect(cloud.s3.used.puts).toBe(1);
  expect(cloud.s3.used.bytesPut).toBeLessThanOrEqual(1.2 * 102_400);
  expect(cloud.dynamoDb.used.writeUnits).toBeLessThanOrEqual(20);
});

it("holds no Lambda while it waits: a callback costs two writes and one invocation", async () => {
  const cloud = await played(
    callback(),
    {},
    {
      Ask: {
        reply: () => ({ type: "submitted", output: {} }),
        outside: async (outsider) => {
          await outsider.sleepAbout(600_000);
          await outsider.answer({ type: "succeeded", output: "yes" });
        },
      },
    },
  );
  // The intent; that it was submitted; the answer and the end.
  expect(recordsOf(cloud)).toBe(3);
  expect(cloud.lambda.invocations.get("interpreter")).toBe(2);
  expect(cloud.queues.wake.sent).toBe(2);
});

async function played(
  definition: StateMachineDefinition,
  input: Scenario["input"],
  tasks?: Scenario["tasks"],
): Promise<Cloud> {
  const names = Array.from({ length: 10 }, (_, index) => `Charge${index}`);
  const rows = Object.fromEntries(
    names.map((name, index) => [name, { reply: succeed(order(1_024, index)) }]),
  );
  const { cloud, violations } = await runAwsSchedule(
    {
      name: "economy",
      machines: [{ name: "Economy", definition }],
      input,
      tasks: tasks ?? rows,
      isSequential: true,
    },
    { seed: 0 },
  );
  expect(violations).toEqual([]);
  return cloud;
}

function recordsOf({ dynamoDb }: Cloud): number {
  let records = 0;
  for (const { sk } of dynamoDb.items()) {
    if (sk !== undefined && "S" in sk && readSortKey(sk.S).kind === "record") records++;
  }
  return records;
}

function readsOf({ trace }: Cloud, functionName: string): readonly string[] {
  const pattern = new RegExp(`${functionName}\\d+ dynamodb\\.(getItem|batchGetItem|query)`);
  return trace.filter((line) => pattern.test(line));
}

/** Ten Tasks, a Pass before each. */
function tasksAndPasses(fields: object): StateMachineDefinition {
  return chain(10, 1, fields) as unknown as StateMachineDefinition;
}

function callback(): StateMachineDefinition {
  const ask = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
    End: true,
  };
  return { StartAt: "Ask", States: { Ask: ask } } as unknown as StateMachineDefinition;
}
