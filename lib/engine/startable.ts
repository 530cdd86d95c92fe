import { SeededEntropy } from "../core/entropy.ts";
import type { Machine } from "../core/machine.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { ExecutionInfo } from "../core/snapshot.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import type {
  AliasRecord,
  DefinitionRecord,
  Definitions,
  Revision,
  Route,
  StateMachineRecord,
  Tag,
} from "./definitions-port.ts";
import type { Machines } from "./machines.ts";

/** A state machine as an execution starts it. */
export interface Startable {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly type: StateMachineType;
  readonly roleArn: string;
  readonly machine: Machine;
  /** Whether attempts of its Tasks may be made again after a crash. */
  readonly delivery?: ExecutionInfo["delivery"] | undefined;
  /** Undefined: the machine is kept nowhere. */
  readonly revision?: Revision | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
}

/** What is found under an ARN that can be started. */
export interface StartTarget {
  readonly stateMachine: StateMachineRecord;
  readonly revision: Revision;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
}

/**
 * The state machine, version, or version that an alias means this time, by its ARN. The seed
 * chooses between an alias's versions. Undefined: there is none.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html
 */
export function findStartTarget(
  definitions: Definitions,
  arn: string,
  seed: number,
): MaybePromise<StartTarget | undefined> {
  return whenDone(definitions.get(arn), (record) => {
    if (record === undefined) return undefined;
    return targetKinds[record.kind](definitions, record as never, seed);
  });
}

/** What `findStartTarget` found, compiled. */
export function startable(machines: Machines, target: StartTarget): MaybePromise<Startable> {
  const { stateMachine, revision, stateMachineVersionArn, stateMachineAliasArn } = target;
  return whenDone(machines.get(revision.definitionHash), (machine) => ({
    stateMachineArn: stateMachine.arn,
    name: stateMachine.name,
    type: stateMachine.type,
    roleArn: revision.roleArn,
    machine,
    delivery: deliveryOf(stateMachine.tags),
    revision,
    stateMachineVersionArn,
    stateMachineAliasArn,
  }));
}

/**
 * The tag `stepwright:delivery` is about all Tasks of the state machine,
 * `stepwright:delivery:Charge` about those of the state Charge. Any other value than
 * `at-least-once` means what the tag's absence means.
 */
function deliveryOf(tags: readonly Tag[]): ExecutionInfo["delivery"] {
  const keys = tags.filter(({ value }) => value === "at-least-once").map(({ key }) => key);
  if (keys.includes(deliveryTag)) return "at-least-once";
  const states = keys
    .filter((key) => key.startsWith(`${deliveryTag}:`))
    .map((key) => key.slice(deliveryTag.length + 1));
  return states.length === 0 ? undefined : states;
}

const deliveryTag = "stepwright:delivery";

type Found = MaybePromise<StartTarget | undefined>;

const targetKinds: {
  readonly [K in DefinitionRecord["kind"]]: (
    definitions: Definitions,
    record: Extract<DefinitionRecord, { readonly kind: K }>,
    seed: number,
  ) => Found;
} = {
  stateMachine: (_definitions, stateMachine) => ({
    stateMachine,
    revision: stateMachine.revision,
  }),
  version: (definitions, { arn, owner, revision }) =>
    whenDone(definitions.get(owner), (stateMachine) => {
      if (stateMachine?.kind !== "stateMachine") return undefined;
      return { stateMachine, revision, stateMachineVersionArn: arn };
    }),
  alias: (definitions, alias, seed) =>
    whenDone(findStartTarget(definitions, versionOf(alias, seed), seed), (target) =>
      target === undefined ? undefined : { ...target, stateMachineAliasArn: alias.arn },
    ),
  activity: () => undefined,
};

/** The version that an alias means this time. */
function versionOf({ arn, routes }: AliasRecord, seed: number): string {
  return routeFor(routes, new SeededEntropy(arn, seed, 0).random() * 100);
}

/** The version whose share of 0 to 100 the point lies in. */
function routeFor(routes: readonly Route[], point: number): string {
  let end = 0;
  for (const { stateMachineVersionArn, weight } of routes) {
    end += weight;
    if (point < end) return stateMachineVersionArn;
  }
  return routes.at(-1)?.stateMachineVersionArn ?? "";
}
