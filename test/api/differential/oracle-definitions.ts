import type { Fields } from "../play-calls.ts";
import { definitions, quotas } from "./script.ts";

/** What the API must answer: a refusal by its name, or at least these fields. */
export type Expected = Fields & { readonly error?: string };

export interface OracleRevision {
  /** Counts the revisions of all state machines: its name is the system's own. */
  readonly revision: number;
  readonly definition: string;
  readonly tracing: boolean;
}

export interface OracleMachine {
  readonly arn: string;
  readonly name: string;
  revision: OracleRevision;
  lastVersion: number;
  /** How it was created. */
  readonly creation: string;
}

export interface OracleVersion {
  readonly arn: string;
  readonly machine: OracleMachine;
  readonly description: string | undefined;
  readonly revision: OracleRevision;
}

export interface OracleAlias {
  readonly arn: string;
  readonly machine: OracleMachine;
  description: string | undefined;
  routes: readonly { readonly stateMachineVersionArn: string; readonly weight: number }[];
}

/** What an ARN that can be started means. */
export interface OracleTarget {
  readonly machine: OracleMachine;
  readonly revision: OracleRevision;
  readonly version?: string | undefined;
  readonly alias?: string | undefined;
}

export const arns = "arn:aws:states:us-east-1:123456789012:";

export function refused(error: string): Expected {
  return { error };
}

/** State machines, versions and aliases as plain maps: what the API says, in a few lines. */
export class OracleDefinitions {
  readonly machines = new Map<string, OracleMachine>();
  readonly versions = new Map<string, OracleVersion>();
  readonly aliases = new Map<string, OracleAlias>();
  private revisions = 0;

  create(args: Fields): Expected {
    const { name, definition, publish, versionDescription, tracingConfiguration } = args;
    if (String(name).includes(" ")) return refused("InvalidName");
    if (args.roleArn === "r") return refused("InvalidArn");
    if (versionDescription !== undefined && publish !== true) return refused("ValidationException");
    const encryption = encryptionRefused(args.encryptionConfiguration);
    if (encryption !== undefined) return encryption;
    if (args.loggingConfiguration !== undefined) return refused("InvalidLoggingConfiguration");
    if (hasTooMany(args.tags)) return refused("TooManyTags");
    if (definition === definitions.broken) return refused("InvalidDefinition");
    if (tracingConfiguration !== undefined) return refused("InvalidTracingConfiguration");
    const arn = `${arns}stateMachine:${name}`;
    const there = this.machines.get(arn);
    if (there === undefined && this.machines.size >= quotas.stateMachines) {
      return refused("StateMachineLimitExceeded");
    }
    const creation = JSON.stringify([publish, versionDescription]);
    const isSame =
      there?.revision.definition === definition &&
      !there?.revision.tracing &&
      there?.creation === creation;
    if (there !== undefined && !isSame) return refused("StateMachineAlreadyExists");
    const machine = there ?? {
      arn,
      name: String(name),
      revision: this.newRevision(String(definition), false),
      lastVersion: 0,
      creation,
    };
    this.machines.set(arn, machine);
    if (publish !== true) return { stateMachineArn: arn };
    const version = this.publish(machine, versionDescription);
    return version.error === undefined ? { stateMachineArn: arn, ...version } : version;
  }

  update(args: Fields): Expected {
    const { stateMachineArn, definition, publish, tracingConfiguration } = args;
    const machine = this.machines.get(String(stateMachineArn));
    if (machine === undefined) return refused("StateMachineDoesNotExist");
    const { encryptionConfiguration } = args;
    const changes = [definition, tracingConfiguration, encryptionConfiguration];
    if (changes.every((change) => change === undefined)) return refused("MissingRequiredParameter");
    const encryption = encryptionRefused(encryptionConfiguration);
    if (encryption !== undefined) return encryption;
    if (JSON.stringify(tracingConfiguration) === "{}")
      return refused("InvalidTracingConfiguration");
    if (definition === definitions.broken) return refused("InvalidDefinition");
    const { revision } = machine;
    const text = String(definition ?? revision.definition);
    const tracing = revision.tracing || tracingConfiguration !== undefined;
    if (text !== revision.definition || tracing !== revision.tracing) {
      machine.revision = this.newRevision(text, tracing);
    }
    return publish === true ? this.publish(machine, undefined) : {};
  }

  publishVersion({ stateMachineArn, revisionId, description }: Fields, current: unknown): Expected {
    const machine = this.machines.get(String(stateMachineArn));
    if (machine === undefined) return refused("StateMachineDoesNotExist");
    if (revisionId !== undefined && revisionId !== current) return refused("ConflictException");
    return this.publish(machine, description);
  }

  deleteVersion({ stateMachineVersionArn: arn }: Fields): Expected {
    if (!/:\d+$/.test(String(arn))) return refused("ValidationException");
    const isRouted = [...this.aliases.values()].some(({ routes }) =>
      routes.some((route) => route.stateMachineVersionArn === arn),
    );
    if (isRouted && this.versions.has(String(arn))) return refused("ConflictException");
    this.versions.delete(String(arn));
    return {};
  }

  createAlias({ name, routingConfiguration }: Fields): Expected {
    const routes = routingConfiguration as OracleAlias["routes"];
    const refusal = this.routesRefused(routes);
    if (refusal !== undefined) return refusal;
    const { machine } = this.versions.get(routes[0]?.stateMachineVersionArn ?? "") ?? {};
    if (machine === undefined) return refused("ResourceNotFound");
    const arn = `${machine.arn}:${name}`;
    const there = this.aliases.get(arn);
    if (there !== undefined) {
      const isSame = there.description === undefined && sameRoutes(there.routes, routes);
      return isSame ? { stateMachineAliasArn: arn } : refused("ConflictException");
    }
    const others = [...this.aliases.values()].filter((alias) => alias.machine === machine);
    if (others.length >= quotas.aliases) return refused("ServiceQuotaExceededException");
    this.aliases.set(arn, { arn, machine, description: undefined, routes });
    return { stateMachineAliasArn: arn };
  }

  updateAlias({ stateMachineAliasArn, description, routingConfiguration }: Fields): Expected {
    const alias = this.aliases.get(String(stateMachineAliasArn));
    if (alias === undefined) return refused("ResourceNotFound");
    if (description === undefined && routingConfiguration === undefined) {
      return refused("ValidationException");
    }
    if (routingConfiguration !== undefined) {
      const routes = routingConfiguration as OracleAlias["routes"];
      const refusal = this.routesRefused(routes);
      if (refusal !== undefined) return refusal;
      if (this.versions.get(routes[0]?.stateMachineVersionArn ?? "")?.machine !== alias.machine) {
        return refused("ValidationException");
      }
      alias.routes = routes;
    }
    if (description !== undefined) alias.description = String(description);
    return {};
  }

  deleteMachine(arn: string): void {
    this.machines.delete(arn);
    for (const kept of [this.versions, this.aliases]) {
      for (const [key, { machine }] of kept) if (machine.arn === arn) kept.delete(key);
    }
  }

  isThere(arn: string): boolean {
    return [this.machines, this.versions, this.aliases].some((kept) => kept.has(arn));
  }

  /** Where weights are 100 and 0. */
  target(arn: string): OracleTarget | undefined {
    const machine = this.machines.get(arn);
    if (machine !== undefined) return { machine, revision: machine.revision };
    const version = this.versions.get(arn);
    if (version !== undefined) {
      return { machine: version.machine, revision: version.revision, version: arn };
    }
    const route = this.aliases.get(arn)?.routes.find(({ weight }) => weight === 100);
    const target = route && this.target(route.stateMachineVersionArn);
    return target && { ...target, alias: arn };
  }

  private publish(machine: OracleMachine, description: unknown): Expected {
    const last = `${machine.arn}:${machine.lastVersion}`;
    if (this.versions.get(last)?.revision === machine.revision) {
      return { stateMachineVersionArn: last };
    }
    const there = [...this.versions.values()].filter((version) => version.machine === machine);
    if (there.length >= quotas.versions) return refused("ServiceQuotaExceededException");
    machine.lastVersion++;
    const arn = `${machine.arn}:${machine.lastVersion}`;
    const text = description === undefined ? undefined : String(description);
    this.versions.set(arn, { arn, machine, description: text, revision: machine.revision });
    return { stateMachineVersionArn: arn };
  }

  private newRevision(definition: string, tracing: boolean): OracleRevision {
    return { revision: this.revisions++, definition, tracing };
  }

  private routesRefused(routes: OracleAlias["routes"]): Expected | undefined {
    const targets = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
    const machines = new Set(targets.map((arn) => arn.replace(/:\d+$/, "")));
    const isValid =
      targets.every((arn) => /:\d+$/.test(arn)) &&
      new Set(targets).size === targets.length &&
      machines.size === 1 &&
      routes.reduce((sum, { weight }) => sum + weight, 0) === 100;
    if (!isValid) return refused("ValidationException");
    return targets.every((arn) => this.versions.has(arn)) ? undefined : refused("ResourceNotFound");
  }
}

/** All that is there is encrypted with keys of AWS. */
export function encryptionRefused(encryption: unknown): Expected | undefined {
  if (encryption === undefined) return undefined;
  const hasKey = JSON.stringify(encryption).includes("kmsKeyId");
  return refused(hasKey ? "KmsAccessDeniedException" : "InvalidEncryptionConfiguration");
}

export function hasTooMany(tags: unknown): boolean {
  return Array.isArray(tags) && tags.length > quotas.tags;
}

function sameRoutes(left: OracleAlias["routes"], right: OracleAlias["routes"]): boolean {
  const text = (routes: OracleAlias["routes"]) =>
    JSON.stringify(routes.map((r) => [r.stateMachineVersionArn, r.weight]).sort());
  return text(left) === text(right);
}
