import { ArnFormat, Names, Resource, Stack, TagManager, TagType } from "aws-cdk-lib";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import {
  CustomerManagedEncryptionConfiguration,
  type IActivity,
  type ActivityProps as SfnProps,
} from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import {
  type ActivityProperties,
  activityResource,
} from "../hosts/environment/deployer-properties.ts";
import { DeployedResource } from "./deployed-resource.ts";
import { type IStepwright, runtimeOf } from "./runtime.ts";

/** The props of `aws-cdk-lib/aws-stepfunctions`, and the runtime. */
export interface ActivityProps extends SfnProps {
  /** What hands its tasks out. @default - the only Stepwright of the app */
  readonly runtime?: IStepwright;
}

/** An activity, whose workers ask the runtime's API for tasks. */
export class Activity extends Resource implements IActivity {
  /** An activity of the runtime of this app. */
  static fromActivityArn(scope: Construct, id: string, activityArn: string): IActivity {
    return new ImportedActivity(scope, id, activityArn);
  }

  /** An activity of this account and region. */
  static fromActivityName(scope: Construct, id: string, activityName: string): IActivity {
    const arn = Stack.of(scope).formatArn({
      service: "states",
      resource: "activity",
      resourceName: activityName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return Activity.fromActivityArn(scope, id, arn);
  }

  readonly tags = new TagManager(TagType.MAP, activityResource);
  private readonly runtime: IStepwright;
  private readonly resource: DeployedResource;

  constructor(scope: Construct, id: string, props: ActivityProps = {}) {
    super(scope, id, {
      ...(props.activityName !== undefined && { physicalName: props.activityName }),
    });
    if (props.encryptionConfiguration instanceof CustomerManagedEncryptionConfiguration) {
      throw new Error(
        `${this.node.path}: encryptionConfiguration has a key of yours: give it to the runtime, ` +
          "new Stepwright(…, { encryptionKey })",
      );
    }
    this.runtime = props.runtime ?? runtimeOf(this);
    const properties: ActivityProperties = {
      activityName: props.activityName ?? Names.uniqueResourceName(this, { maxLength: 80 }),
    };
    this.resource = new DeployedResource(this, "Activity", {
      runtime: this.runtime,
      type: activityResource,
      properties: { ...properties, tags: this.tags.renderedTags },
    });
  }

  get activityArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, {
      service: "states",
      resource: "activity",
      resourceName: this.physicalName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  get activityName(): string {
    return this.getResourceNameAttribute(this.resource.getAtt("Name").toString());
  }

  get activityRef(): { readonly activityArn: string } {
    return { activityArn: this.activityArn };
  }

  /** Allows to call the runtime's API: `actions` cannot be told apart there. */
  grant(grantee: IGrantable, ..._actions: string[]): Grant {
    return this.runtime.grantApi(grantee);
  }
}

class ImportedActivity extends Resource implements IActivity {
  readonly activityArn: string;
  readonly activityName: string;

  constructor(scope: Construct, id: string, activityArn: string) {
    super(scope, id, { environmentFromArn: activityArn });
    this.activityArn = activityArn;
    this.activityName =
      Stack.of(this).splitArn(activityArn, ArnFormat.COLON_RESOURCE_NAME).resourceName ?? "";
  }

  get activityRef(): { readonly activityArn: string } {
    return { activityArn: this.activityArn };
  }
}
