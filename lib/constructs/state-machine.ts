import { deflateRawSync } from "node:zlib";
import { Annotations, ArnFormat, Names, TagManager, TagType } from "aws-cdk-lib";
import { type IPrincipal, type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  LogLevel,
  type LogOptions,
  type StateMachineProps as SfnProps,
  StateMachineType,
} from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import {
  type LoggingProperties,
  type StateMachineProperties,
  stateMachineResource,
} from "../hosts/environment/deployer-properties.ts";
import { type Definition, readDefinition } from "./definition.ts";
import {
  definitionFaults,
  definitionWarnings,
  diagnosticText,
  refusalText,
  unknownTargetText,
} from "./definition-faults.ts";
import { DefinitionTokens } from "./definition-tokens.ts";
import { DeployedResource } from "./deployed-resource.ts";
import { ExecutionRole, trustRuntime } from "./execution-role.ts";
import { Permissions } from "./permissions.ts";
import { type IStepwright, runtimeOf } from "./runtime.ts";
import { StateMachineBase } from "./state-machine-base.ts";
import { checkStateMachineProps } from "./state-machine-props.ts";
import { versionFaults } from "./version-faults.ts";

/** The props of `aws-cdk-lib/aws-stepfunctions`, and the runtime. */
export interface StateMachineProps extends SfnProps {
  /** What runs it. @default - the only Stepwright of the app */
  readonly runtime?: IStepwright;
}

/**
 * A state machine that Stepwright runs: the `StateMachine` of `aws-cdk-lib/aws-stepfunctions` by
 * its props, grants and metrics.
 */
export class StateMachine extends StateMachineBase {
  readonly runtime: IStepwright;
  /** With its rights the Tasks call. */
  readonly role: IRole;
  readonly stateMachineType: StateMachineType;
  /** Another one for each change of definition or configuration. */
  readonly stateMachineRevisionId: string;
  readonly tags = new TagManager(TagType.MAP, stateMachineResource);
  private readonly resource: DeployedResource;

  constructor(scope: Construct, id: string, props: StateMachineProps) {
    super(scope, id, {
      ...(props.stateMachineName !== undefined && { physicalName: props.stateMachineName }),
    });
    checkStateMachineProps(this.node.path, props);
    this.runtime = props.runtime ?? runtimeOf(this);
    this.stateMachineType = props.stateMachineType ?? StateMachineType.STANDARD;
    const name = props.stateMachineName ?? Names.uniqueResourceName(this, { maxLength: 80 });
    const stateMachineArn = this.stack.formatArn({
      service: "states",
      resource: "stateMachine",
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const owner = { runtime: this.runtime, stateMachineArn };
    this.role = props.role ?? new ExecutionRole(this, "Role", owner);
    const isTrusted = this.role instanceof ExecutionRole || trustRuntime(this.role, owner);
    const tokens = new DefinitionTokens(this);
    const definition = readDefinition(this, props, tokens);
    const permissions = new Permissions(this, "Permissions", {
      ...owner,
      role: this.role,
      type: this.stateMachineType,
      definition,
      tokens,
      further: loggingStatements(props.logs),
    });
    this.resource = this.createResource(props, {
      stateMachineName: name,
      type: this.stateMachineType,
      ...definitionProperties(definition, tokens),
      roleArn: this.role.roleArn,
      permissions: permissions.policyArns,
      logging: loggingProperties(props.logs),
    });
    this.resource.node.addDependency(this.role, permissions);
    this.stateMachineRevisionId = this.resource.getAtt("StateMachineRevisionId").toString();
    this.checkAtSynth(definition, permissions, isTrusted);
  }

  get stateMachineName(): string {
    return this.getResourceNameAttribute(this.resource.getAtt("Name").toString());
  }

  get stateMachineArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, {
      service: "states",
      resource: "stateMachine",
      resourceName: this.physicalName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  get grantPrincipal(): IPrincipal {
    return this.role.grantPrincipal;
  }

  /** Allows the Tasks something that the definition does not name. */
  addToRolePolicy(statement: PolicyStatement): void {
    this.role.addToPrincipalPolicy(statement);
  }

  private createResource(
    { removalPolicy }: StateMachineProps,
    properties: StateMachineProperties,
  ): DeployedResource {
    return new DeployedResource(this, "StateMachine", {
      runtime: this.runtime,
      type: stateMachineResource,
      properties: { ...properties, tags: this.tags.renderedTags },
      removalPolicy,
      stateMachineType: this.stateMachineType,
    });
  }

  private checkAtSynth(definition: Definition, permissions: Permissions, isTrusted: boolean): void {
    const annotations = Annotations.of(this);
    for (const [index, warning] of definitionWarnings(definition).entries()) {
      const id = `stepwright:${warning.code}:${index}`;
      annotations.addWarningV2(id, diagnosticText(warning, definition.file));
    }
    if (!isTrusted) annotations.addWarningV2("stepwright:role", roleOfOthers);
    const isOwn = this.role instanceof ExecutionRole;
    this.node.addValidation({
      validate: () => [
        ...definitionFaults(definition),
        ...permissions.refusals.map(refusalText),
        ...versionFaults(this),
        ...(isOwn ? permissions.missing.map(unknownTargetText) : []),
      ],
    });
  }
}

const roleOfOthers =
  "the role was not made in this app: its trust must let the runtime's functions " +
  "(runtime.performerArns) assume it, with the state machine's ARN as sts:ExternalId";

/** The text as it is, or deflated if it is long: events of CloudFormation are bounded. */
function definitionProperties(
  { text }: Definition,
  tokens: DefinitionTokens,
): Pick<StateMachineProperties, "definition" | "definitionDeflated" | "definitionSubstitutions"> {
  if (text.length <= inlineLengthMax) return { definition: tokens.toTokens(text) };
  return {
    definitionDeflated: deflateRawSync(text, { level: 9 }).toString("base64"),
    definitionSubstitutions: tokens.valuesIn(text),
  };
}

const inlineLengthMax = 16_384;

function loggingProperties(logs: LogOptions | undefined): LoggingProperties | undefined {
  if (logs === undefined) return undefined;
  return {
    level: logs.level ?? LogLevel.ERROR,
    includeExecutionData: logs.includeExecutionData === true ? "true" : "false",
    logGroupArn: logs.destination?.logGroupRef.logGroupArn,
  };
}

function loggingStatements(logs: LogOptions | undefined): PolicyStatement[] {
  if (logs?.destination === undefined || logs.level === LogLevel.OFF) return [];
  return [
    new PolicyStatement({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logs.destination.logGroupRef.logGroupArn],
    }),
  ];
}
