import { expect, it } from "vitest";
import { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import type { ApiContext } from "../../lib/api/api-context.ts";
import { deleteStateMachine } from "../../lib/api/delete-state-machine.ts";
import type { StateMachineRecord } from "../../lib/engine/definitions-port.ts";

const arn = "arn:aws:states:us-east-1:111122223333:stateMachine:M";

it("deletes a state machine for all who ask for it at once, each time one has waited", async () => {
  const { context, definitions } = contextWith(async () => undefined);
  await definitions.put(record(0));
  const request = { stateMachineArn: arn };
  await Promise.all([1, 2, 3].map(() => deleteStateMachine(context, request)));
  expect(await definitions.get(arn)).toBeUndefined();
});

it("leaves a state machine alone that was created again meanwhile", async () => {
  const { context, definitions } = contextWith(async () => {
    const there = await definitions.get(arn);
    await definitions.delete(arn, there?.edition ?? 0);
    await definitions.put(record(1));
  });
  await definitions.put(record(0));
  await deleteStateMachine(context, { stateMachineArn: arn });
  expect((await definitions.get(arn))?.createdMs).toBe(1);
});

/** Whoever deletes waits for lists to catch up: then `meanwhile` happens. */
function contextWith(meanwhile: () => Promise<void>) {
  const definitions = new MemoryDefinitions();
  let waits = 0;
  const listed = async (): Promise<void> => {
    if (++waits > waitsMax) throw new Error("they keep each other from deleting");
    await meanwhile();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const list = async () => ({ items: [], next: undefined });
  const context = { engine: { ports: { definitions } }, executions: { list }, listed };
  return { context: context as unknown as ApiContext, definitions };
}

function record(createdMs: number): StateMachineRecord {
  return {
    kind: "stateMachine",
    arn,
    edition: 1,
    owner: "us-east-1:111122223333",
    createdMs,
    name: "M",
    type: "STANDARD",
    status: "ACTIVE",
    revision: {
      revisionId: "INITIAL",
      definitionHash: "hash",
      roleArn: "arn:aws:iam::111122223333:role/R",
      logging: { level: "OFF", includeExecutionData: false },
      tracing: { enabled: false },
      updatedMs: createdMs,
    },
    tags: [],
    lastVersion: 0,
    creation: { publish: false, versionDescription: undefined },
  };
}

const waitsMax = 30;
