import type { DeployerProperties } from "../../environment/deployer-properties.ts";

export type ResourceType = keyof DeployerProperties;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html */
export interface CustomResourceEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Not of a Create. */
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceProperties: object;
  /** Of an Update. */
  readonly OldResourceProperties?: object;
}

/** What became of it. */
export interface Deployed {
  /** Another one than before: CloudFormation deletes the old resource afterwards. */
  readonly physicalResourceId: string;
  /** What `Fn::GetAtt` reads. */
  readonly data?: { readonly [attribute: string]: string };
}

/** How resources of a type are made. Throws for what is refused; CloudFormation rolls back. */
export interface ResourceHandler<Properties> {
  create(properties: Properties, request: ResourceRequest): Promise<Deployed>;
  update(
    id: string,
    properties: Properties,
    former: Properties,
    request: ResourceRequest,
  ): Promise<Deployed>;
  /** What is not there (any more) is deleted. */
  delete(id: string, properties: Properties): Promise<void>;
}

/** One event of CloudFormation, which may come twice. */
export interface ResourceRequest {
  readonly requestId: string;
  readonly logicalResourceId: string;
}
