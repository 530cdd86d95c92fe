import { createHash } from "node:crypto";
import { assert } from "../core/assert.ts";
import { compileMachine, type Machine } from "../core/machine.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import { readDefinition } from "../language/kept-definition.ts";
import type { StateMachineDefinition } from "../language/state-machine.ts";
import type { Definitions } from "./definitions-port.ts";
import type { ExecutionMeta } from "./journal-port.ts";

/** Compiled machines by their definition's hash: each is compiled when it is first needed. */
export class Machines {
  private readonly definitions: Pick<Definitions, "text">;
  private compiled: Map<string, Machine> | undefined;

  constructor(definitions: Pick<Definitions, "text">) {
    this.definitions = definitions;
  }

  /** The machine of a definition whose text is kept; throws if there is none. */
  get(hash: string): MaybePromise<Machine> {
    const known = this.compiled?.get(hash);
    if (known !== undefined) return known;
    return whenDone(this.definitions.text(hash), (text) => {
      if (text === undefined) throw new Error(`no definition with the hash ${hash} is kept`);
      return this.add(hash, compileText(text));
    });
  }

  /** A machine that is compiled already. */
  add(hash: string, machine: Machine): Machine {
    this.compiled ??= new Map();
    this.compiled.delete(hash);
    this.compiled.set(hash, machine);
    // The oldest goes first; whoever still runs it holds it.
    for (const oldest of this.compiled.keys()) {
      if (this.compiled.size <= compiledMax) break;
      this.compiled.delete(oldest);
    }
    return machine;
  }
}

/** The machine that an execution runs. */
export function machineOf(machines: Machines, meta: ExecutionMeta): MaybePromise<Machine> {
  const { revision, child, info } = meta;
  assert(revision !== undefined, `the definition of ${info.executionArn} is kept`);
  return whenDone(machines.get(revision.definitionHash), (machine) =>
    (child?.processor ?? []).reduce((outer, stateName) => {
      const inner = outer.processors.get(stateName);
      assert(inner !== undefined, `a distributed Map "${stateName}"`);
      return inner;
    }, machine),
  );
}

/** The name by which a definition's text is kept. */
export function definitionHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Only texts that passed validation are kept, so it has the shape of a definition. */
function compileText(text: string): Machine {
  return compileMachine(readDefinition(text) as unknown as StateMachineDefinition);
}

const compiledMax = 1_000;
