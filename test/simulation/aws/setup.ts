import type { Item } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { loadValidation } from "../../../lib/api/load-validation.ts";
import type { Startable } from "../../../lib/engine/startable.ts";
import { simulatedStores } from "../../adapters/aws/simulated-stores.ts";
import type { Scenario } from "../scenario.ts";
import { registration } from "../state-machines.ts";

/** What a table has before anything is started. */
export interface Installed {
  readonly machines: readonly Startable[];
  readonly items: readonly Item[];
}

/** The scenario's state machines and activities, once for all worlds. */
export async function installed(scenario: Scenario): Promise<Installed> {
  const known = installs.get(scenario);
  if (known !== undefined) return known;
  // While a schedule is played, nothing waits for what takes real time.
  await loadValidation();
  const { definitions, dynamoDb } = simulatedStores();
  const machines: Startable[] = [];
  for (const machine of scenario.machines) {
    const { startable, record, text, hash } = registration(machine);
    await definitions.putText(hash, text);
    await definitions.put(record);
    machines.push(startable);
  }
  const { activityArn } = scenario;
  if (activityArn !== undefined) {
    await definitions.put({
      arn: activityArn,
      edition: 1,
      owner: "us-east-1:111122223333",
      createdMs: 0,
      kind: "activity",
      name: activityArn.split(":").at(-1) ?? "",
      tags: [],
    });
  }
  const fresh = { machines, items: [...dynamoDb.items()] };
  installs.set(scenario, fresh);
  return fresh;
}

const installs = new WeakMap<Scenario, Installed>();
