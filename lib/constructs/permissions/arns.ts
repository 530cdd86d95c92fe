import { isPlaceholder } from "../../language/placeholder.ts";
import type { PlaceholderTargets } from "./permission.ts";

/** ARNs of what definitions name: by ARN, name or URL, or by a placeholder for one of these. */
export class Arns {
  private readonly targets: PlaceholderTargets;

  constructor(targets: PlaceholderTargets) {
    this.targets = targets;
  }

  /** What is known of the resource, if the text is one placeholder and nothing else. */
  target(text: string): ReturnType<PlaceholderTargets> {
    return isPlaceholder(text) ? this.targets(text.slice(2, -1)) : undefined;
  }

  /** Whether the text is an ARN: undefined if it is a placeholder for nobody knows what. */
  isArn(text: string): boolean | undefined {
    if (text.startsWith("arn:")) return true;
    if (!isPlaceholder(text)) return false;
    const target = this.target(text);
    if (target === undefined) return undefined;
    const { attribute, resourceType } = target;
    return attribute === undefined ? refersByArn.has(resourceType) : /arn$/i.test(attribute);
  }

  /**
   * The ARN of something that may be named by its ARN or by its name in this account and region.
   * Undefined: a placeholder stands for nobody knows which.
   */
  named(text: string, service: string, beforeName: string): string | undefined {
    const isArn = this.isArn(text);
    if (isArn !== false) return isArn === true ? text : undefined;
    // What Ref answers for a resource with an ARN attribute: its name, in whatever stack it is.
    if (isPlaceholder(text) && this.target(text)?.attribute === undefined) {
      return `${text.slice(0, -1)}.Arn}`;
    }
    return `${here(service)}:${beforeName}${text}`;
  }

  /** By its URL: `https://sqs.<region>.<suffix>/<account>/<name>`. */
  queue(url: string): string | undefined {
    if (this.target(url)?.resourceType === "AWS::SQS::Queue") return `${url.slice(0, -1)}.Arn}`;
    const match = queueUrl.exec(url);
    if (match === null) return undefined;
    const [, region = "${AWS.Region}", account = "", name = ""] = match;
    return `arn:\${AWS.Partition}:sqs:${region}:${account}:${name}`;
  }

  /** By its name, in whatever account and region. */
  bucket(name: string): string {
    return name.startsWith("arn:") ? name : `arn:\${AWS.Partition}:s3:::${name}`;
  }
}

/** With the region, the account and the name. */
const queueUrl = /^https:\/\/(?:sqs\.(\$\{[^}]+\}|[^./]+)\.)?[^/]+\/(\$\{[^}]+\}|[^/]+)\/([^/]+)$/;

/** What an ARN of this account and region begins with. */
export function here(service: string): string {
  return `arn:\${AWS.Partition}:${service}:\${AWS.Region}:\${AWS.AccountId}`;
}

/** Resources whose `Ref` is their ARN. */
const refersByArn: ReadonlySet<string> = new Set([
  "AWS::ECS::TaskDefinition",
  "AWS::IAM::ManagedPolicy",
  "AWS::Lambda::Alias",
  "AWS::Lambda::Version",
  "AWS::SNS::Topic",
  "AWS::SecretsManager::Secret",
  "AWS::StepFunctions::Activity",
  "AWS::StepFunctions::StateMachine",
  "AWS::StepFunctions::StateMachineAlias",
  "AWS::StepFunctions::StateMachineVersion",
  "Custom::StepwrightActivity",
  "Custom::StepwrightStateMachine",
]);
