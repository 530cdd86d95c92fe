import {
  activityResource,
  bucketContentsResource,
  type DeployerProperties,
  permissionsResource,
  stateMachineResource,
} from "../../environment/deployer-properties.ts";
import type { FunctionContext } from "../function-events.ts";
import { faultFields, type LambdaLog } from "../lambda-log.ts";
import type {
  CustomResourceEvent,
  Deployed,
  ResourceHandler,
  ResourceType,
} from "./custom-resource.ts";

/** A handler for each type of resource. */
export type ResourceHandlers = {
  readonly [T in ResourceType]: ResourceHandler<DeployerProperties[T]>;
};

export interface DeployerParts {
  /** Made for the account and region that the function runs in. */
  handlers(context: FunctionContext): ResourceHandlers;
  /** Puts the answer to where CloudFormation waits for it. */
  respond(url: string, body: string): Promise<void>;
  /** Resolves when nothing is under way any more. */
  rest(): Promise<void>;
  readonly log: LambdaLog;
}

/**
 * Makes what a stack asks for, by CloudFormation's protocol of custom resources: every request gets
 * an answer, or the stack would wait for an hour.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requesttypes.html
 */
export class Deployer {
  private readonly parts: DeployerParts;

  constructor(parts: DeployerParts) {
    this.parts = parts;
  }

  async handle(event: CustomResourceEvent, context: FunctionContext): Promise<void> {
    const { log } = this.parts;
    const { RequestType: type, LogicalResourceId: resource } = event;
    try {
      const { physicalResourceId, data } = await this.deploy(event, context);
      await this.parts.rest();
      log.info("deployed", { type, resource, physicalResourceId });
      await this.answer(event, { Status: "SUCCESS", Data: data }, physicalResourceId);
    } catch (error) {
      log.error("not deployed", { type, resource, ...faultFields(error) });
      const Reason = error instanceof Error ? error.message : String(error);
      await this.answer(event, { Status: "FAILED", Reason: Reason.slice(0, reasonMax) });
    }
  }

  private deploy(event: CustomResourceEvent, context: FunctionContext): Promise<Deployed> {
    const { ResourceType: type } = event;
    const handlers = this.parts.handlers(context);
    if (!isResourceType(type)) throw new TypeError(`there are no resources of the type ${type}`);
    return deployWith<DeployerProperties[ResourceType]>(handlers[type] as never, event);
  }

  private answer(
    { ResponseURL, ...event }: CustomResourceEvent,
    outcome: object,
    physicalResourceId = event.PhysicalResourceId ?? notCreated,
  ): Promise<void> {
    const { StackId, RequestId, LogicalResourceId } = event;
    const identity = { StackId, RequestId, LogicalResourceId };
    const body = { ...outcome, ...identity, PhysicalResourceId: physicalResourceId };
    return this.parts.respond(ResponseURL, JSON.stringify(body));
  }
}

/** CloudFormation deletes by this id what could not be created. */
const notCreated = "not-created";
/** An answer has 4,096 bytes. */
const reasonMax = 1_500;

const resourceTypes: { readonly [T in ResourceType]: true } = {
  [stateMachineResource]: true,
  [activityResource]: true,
  [permissionsResource]: true,
  [bucketContentsResource]: true,
};

function isResourceType(type: string): type is ResourceType {
  return Object.hasOwn(resourceTypes, type);
}

async function deployWith<Properties>(
  handler: ResourceHandler<Properties>,
  event: CustomResourceEvent,
): Promise<Deployed> {
  const { RequestType, RequestId: requestId, LogicalResourceId: logicalResourceId } = event;
  const request = { requestId, logicalResourceId };
  const properties = event.ResourceProperties as Properties;
  const id = event.PhysicalResourceId ?? notCreated;
  if (RequestType === "Create") return handler.create(properties, request);
  if (RequestType === "Update") {
    return handler.update(id, properties, event.OldResourceProperties as Properties, request);
  }
  if (id !== notCreated) await handler.delete(id, properties);
  return { physicalResourceId: id };
}
