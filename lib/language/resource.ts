/** What a Task's Resource names. https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
export type Resource =
  /** A Lambda function's ARN: its history has LambdaFunction… events. */
  | { readonly kind: "lambda"; readonly arn: string }
  /** An activity's ARN: Activity… events. */
  | { readonly kind: "activity"; readonly arn: string }
  /** `arn:aws:states:::service:action.pattern`: Task… events. */
  | {
      readonly kind: "service";
      readonly arn: string;
      /** `lambda`, `sqs`, `aws-sdk:s3`. */
      readonly resourceType: string;
      /** `invoke`, `sendMessage.waitForTaskToken`. */
      readonly resource: string;
      readonly pattern: IntegrationPattern;
    };

/** How a service integration ends. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
export type IntegrationPattern = "requestResponse" | "sync" | "sync:2" | "waitForTaskToken";

const serviceArn = /^arn:[^:]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):(.+)$/;
const activityArn = /^arn:[^:]*:states:[^:]+:[^:]*:activity:/;
const patternSuffixes: readonly (readonly [string, IntegrationPattern])[] = [
  [".waitForTaskToken", "waitForTaskToken"],
  [".sync:2", "sync:2"],
  [".sync", "sync"],
];

/** Reads a Resource. Whatever is neither an activity nor a service counts as a function. */
export function parseResource(arn: string): Resource {
  if (activityArn.test(arn)) return { kind: "activity", arn };
  const match = serviceArn.exec(arn);
  const [, resourceType, resource] = match ?? [];
  if (resourceType === undefined || resource === undefined) return { kind: "lambda", arn };
  const suffix = patternSuffixes.find(([text]) => resource.endsWith(text));
  return {
    kind: "service",
    arn,
    resourceType,
    resource,
    pattern: suffix?.[1] ?? "requestResponse",
  };
}
