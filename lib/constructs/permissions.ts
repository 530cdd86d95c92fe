import { Lazy } from "aws-cdk-lib";
import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct, type IConstruct } from "constructs";
import type { StateMachineType } from "../language/state-machine.ts";
import { acknowledgeWildcard } from "./acknowledge.ts";
import type { Definition } from "./definition.ts";
import type { DefinitionTokens } from "./definition-tokens.ts";
import { ExecutionRole } from "./execution-role.ts";
import { derivePermissions } from "./permissions/derive-permissions.ts";
import type { DerivedPermissions, Permission, UnknownTarget } from "./permissions/permission.ts";
import { Policy } from "./policy.ts";
import type { IStepwright } from "./runtime.ts";

export interface PermissionsProps {
  readonly runtime: IStepwright;
  readonly role: IRole;
  readonly stateMachineArn: string;
  readonly type: StateMachineType;
  readonly definition: Definition;
  readonly tokens: DefinitionTokens;
  /** What a state machine needs apart from its Tasks. */
  readonly further: readonly PolicyStatement[];
}

/** Gives a state machine's role what the definition names, and what was granted to it. */
export class Permissions extends Construct {
  private readonly derived: DerivedPermissions;
  /** Of CDK's own states: what the definition does not say, as for keys of encrypted queues. */
  private readonly kept: readonly PolicyStatement[];
  private readonly granted: PolicyStatement[] = [];
  private readonly policies: Policy[] = [];

  constructor(scope: Construct, id: string, props: PermissionsProps) {
    super(scope, id);
    const { role, definition, tokens, further } = props;
    this.derived = derivePermissions(definition.value ?? null, props.type, (name) =>
      tokens.target(name),
    );
    this.kept = definition.policyStatements.filter((each) => this.isNeeded(each, tokens));
    const statements = this.derived.permissions.map((each) => toStatement(each, tokens));
    const all = [...statements, ...this.kept, ...further];
    acknowledgeForced(this, this.derived.permissions);
    if (!(role instanceof ExecutionRole)) {
      for (const statement of all) role.addToPrincipalPolicy(statement);
      return;
    }
    const addPolicy = (id: string, statements: readonly PolicyStatement[]): void => {
      this.policies.push(new Policy(this, id, { ...props, statements }));
    };
    for (const [index, chunk] of chunks(all).entries()) addPolicy(`Definition${index + 1}`, chunk);
    role.onGrant((statement) => {
      this.granted.push(statement);
      if (this.granted.length === 1) addPolicy("Grants", this.granted);
    });
  }

  get policyArns(): string[] {
    return Lazy.list({ produce: () => this.policies.map(({ arn }) => arn) });
  }

  get refusals(): DerivedPermissions["refusals"] {
    return this.derived.refusals;
  }

  /** What nobody has granted to a role of ours. */
  get missing(): readonly UnknownTarget[] {
    const allowed = [...this.granted, ...this.kept]
      .flatMap(({ actions }) => actions)
      .map(toPattern);
    return this.derived.unknown.filter(
      ({ actions }) => !actions.some((action) => allowed.some((pattern) => pattern.test(action))),
    );
  }

  /** Whether a state of CDK asks for more than is derived: it names `function:*` and suchlike. */
  private isNeeded({ actions, resources }: PolicyStatement, tokens: DefinitionTokens): boolean {
    const derived = new Set(this.derived.permissions.flatMap(({ actions }) => actions));
    if (actions.every((action) => derived.has(action) || ofTheService.has(action))) return false;
    const named: readonly string[] = tokens.toPlaceholders(resources);
    // Step Functions waits for nested executions by a rule of its own.
    if (named.every((resource) => resource.includes("rule/StepFunctions"))) return false;
    // Of state machines of the runtime nothing is derived: they need nothing.
    const asked = this.derived.unknown.flatMap(({ actions }) => actions);
    return !actions.every((action) => isNesting(action) && !asked.includes(action));
  }
}

/** A derived permission has a wildcard only where there is nothing to name. */
function acknowledgeForced(scope: IConstruct, permissions: readonly Permission[]): void {
  const reason = "Derived from the definition, which names no more, or AWS has nothing to name";
  for (const resource of new Set(permissions.flatMap(({ resources }) => resources))) {
    const found = resource
      .replace(/\$\{([\w.-]+)\}/g, "<$1>")
      .replace(/<AWS\.(\w+)>/g, "<AWS::$1>");
    if (/[*?]/.test(resource)) acknowledgeWildcard(scope, found, reason);
  }
}

/** Permissions that Step Functions asks for before it calls, and that nobody asks for here. */
const ofTheService: ReadonlySet<string> = new Set([
  "events:RetrieveConnectionCredentials",
  "secretsmanager:DescribeSecret",
  "states:InvokeHTTPEndpoint",
]);

function isNesting(action: string): boolean {
  return /^states:(StartExecution|DescribeExecution|StopExecution)$/.test(action);
}

function toStatement(
  { actions, resources, conditions }: Permission,
  tokens: DefinitionTokens,
): PolicyStatement {
  return new PolicyStatement({
    actions: [...actions],
    resources: resources.map((resource) => tokens.toTokens(resource)),
    ...(conditions !== undefined && {
      conditions: JSON.parse(tokens.toTokens(JSON.stringify(conditions))),
    }),
  });
}

/** As many statements to a managed policy as it can hold: 6,144 characters. */
function chunks(statements: readonly PolicyStatement[]): PolicyStatement[][] {
  const all: PolicyStatement[][] = [];
  let size = Infinity;
  for (const statement of statements) {
    const { actions, resources } = statement;
    const added = 60 + 40 * actions.length + arnLength * resources.length;
    if (size + added > policySizeMax) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(statement);
    size += added;
  }
  return all;
}

const policySizeMax = 6_000;
const arnLength = 130;

function toPattern(action: string): RegExp {
  const escaped = action.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i");
}
