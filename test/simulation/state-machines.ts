import type { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import { compileMachine, type Machine } from "../../lib/core/machine.ts";
import { writeDocument } from "../../lib/data/document.ts";
import type { Revision, StateMachineRecord } from "../../lib/engine/definitions-port.ts";
import { definitionHash } from "../../lib/engine/machines.ts";
import type { Startable } from "../../lib/engine/startable.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";
import type { NamedMachine } from "./scenario.ts";

/** A state machine, and what is kept of it. */
export interface Registration {
  readonly startable: Startable;
  readonly record: StateMachineRecord;
  readonly text: string;
  readonly hash: string;
}

export function registration({ name, definition, type = "STANDARD" }: NamedMachine): Registration {
  const { text, hash, machine } = compiled(definition);
  const stateMachineArn = `arn:aws:states:us-east-1:111122223333:stateMachine:${name}`;
  const roleArn = "arn:aws:iam::111122223333:role/Simulated";
  const revision: Revision = {
    revisionId: "INITIAL",
    definitionHash: hash,
    roleArn,
    logging: { level: "OFF", includeExecutionData: false },
    tracing: { enabled: false },
    updatedMs: 0,
  };
  const record: StateMachineRecord = {
    arn: stateMachineArn,
    edition: 1,
    owner: "us-east-1:111122223333",
    createdMs: 0,
    kind: "stateMachine",
    name,
    type,
    status: "ACTIVE",
    revision,
    tags: [],
    lastVersion: 0,
  };
  const startable = { stateMachineArn, name, type, roleArn, machine, revision };
  return { startable, record, text, hash };
}

/** Keeps the state machine, so that executions of it can be started and carried on. */
export function register(definitions: MemoryDefinitions, machine: NamedMachine): Startable {
  const { startable, record, text, hash } = registration(machine);
  definitions.putText(hash, text);
  definitions.put(record);
  return startable;
}

export interface Compiled {
  readonly text: string;
  readonly hash: string;
  readonly machine: Machine;
}

/** Once for all worlds: machines never change. */
export function compiled(definition: StateMachineDefinition): Compiled {
  const known = machines.get(definition);
  if (known !== undefined) return known;
  const text = writeDocument(definition as never);
  const fresh = { text, hash: definitionHash(text), machine: compileMachine(definition) };
  machines.set(definition, fresh);
  return fresh;
}

const machines = new WeakMap<StateMachineDefinition, Compiled>();
