import type { Diagnostic } from "../diagnostic.ts";
import { error, warning } from "../diagnostic-codes.ts";
import { optimisedIntegrations, sdkPatterns } from "../integrations.ts";
import { ownValue } from "../json.ts";
import { type IntegrationPattern, parseResource, type Resource } from "../resource.ts";
import { sdkClientName, sdkServiceNames } from "../sdk-services.ts";
import { didYouMean, quotedList } from "../suggestion.ts";
import type { Check } from "./check.ts";

/**
 * The Resource of a Task is an ARN of something that Step Functions can run, in a way in which it
 * can run it. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
 */
export const resources: Check = function* ({ states, isOpen }) {
  for (const { fields, pointer, type } of states) {
    const resource = ownValue(fields, "Resource");
    if (type !== "Task" || typeof resource !== "string") continue;
    if (!isOpen(resource)) yield* resourceFaults(resource, `${pointer}/Resource`);
  }
};

function* resourceFaults(resource: string, pointer: string): Generator<Diagnostic> {
  if (!arn.test(resource)) {
    yield error(
      "SCHEMA_VALIDATION_FAILED",
      pointer,
      `"Resource" must be an ARN such as "arn:aws:states:::lambda:invoke", ` +
        `found ${JSON.stringify(resource)}`,
      { awsMessage: "Value is not a valid resource ARN" },
    );
    return;
  }
  const parsed = parseResource(resource);
  const fault = parsed.kind === "service" ? serviceFault(parsed) : functionFault(resource);
  if (fault !== undefined) {
    yield error("SCHEMA_VALIDATION_FAILED", pointer, fault, {
      awsMessage:
        `The resource provided ${resource} is not recognized. The value is not a valid ` +
        "resource ARN, or the resource is not available in this region.",
    });
  } else if (parsed.kind === "service") yield* spellingFaults(parsed, pointer);
}

const arn = /^arn:[^:\s]+:[^:\s]+:[^:\s]*:[^:\s]*:\S/;
const lambdaFunction = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:/;
const functionName = /:function:[^:]+(?::(?:\$LATEST|[\w-]+))?$/;

function functionFault(resource: string): string | undefined {
  if (!lambdaFunction.test(resource) || functionName.test(resource)) return undefined;
  return `the function's ARN must end in a name, or a name and a version or alias, found ${JSON.stringify(resource)}`;
}

type Service = Resource & { readonly kind: "service" };

function serviceFault({ resourceType, resource, pattern }: Service): string | undefined {
  const action = actionOf(resource);
  if (resourceType.startsWith(sdkPrefix)) {
    const fault = patternFault("the AWS SDK integrations", sdkPatterns, pattern);
    return fault ?? misspeltService(resourceType.slice(sdkPrefix.length));
  }
  const actions = Object.hasOwn(optimisedIntegrations, resourceType)
    ? optimisedIntegrations[resourceType]
    : undefined;
  if (actions === undefined) {
    return (
      `there is no optimised integration with ${JSON.stringify(resourceType)}` +
      `${didYouMean(resourceType, Object.keys(optimisedIntegrations))}` +
      `; AWS SDK integrations are written arn:aws:states:::aws-sdk:${resourceType}:${action}`
    );
  }
  if (actions === "any") return undefined;
  const patterns = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (patterns === undefined) {
    return (
      `the optimised integration with ${resourceType} has no action ${JSON.stringify(action)}` +
      `${didYouMean(action, Object.keys(actions))}; the AWS SDK integration ` +
      `arn:aws:states:::aws-sdk:${resourceType}:${action} may have it`
    );
  }
  return patternFault(`${resourceType}:${action}`, patterns, pattern);
}

const sdkPrefix = "aws-sdk:";

/** A name that resembles none that is known may be that of a younger service. */
function misspeltService(service: string): string | undefined {
  if (isKnownService(service)) return undefined;
  const [first] = service;
  const candidates = [...sdkServiceNames()].filter((name) => name[0] === first);
  const suggestion = didYouMean(service, candidates);
  if (suggestion === "") return undefined;
  return `there is no AWS SDK integration with ${JSON.stringify(service)}${suggestion}`;
}

function isKnownService(service: string): boolean {
  return sdkClientName(service.toLowerCase()) !== undefined;
}

const suffixes: { readonly [P in IntegrationPattern]: string } = {
  requestResponse: "",
  sync: ".sync",
  "sync:2": ".sync:2",
  waitForTaskToken: ".waitForTaskToken",
};

function patternFault(
  what: string,
  patterns: readonly IntegrationPattern[],
  pattern: IntegrationPattern,
): string | undefined {
  if (patterns.includes(pattern)) return undefined;
  const others = patterns.map((known) => suffixes[known]).filter((suffix) => suffix !== "");
  const cure = others.length === 0 ? "none can follow" : `${quotedList(others)} can follow`;
  return `${JSON.stringify(suffixes[pattern])} cannot follow ${what}: ${cure}`;
}

function actionOf(resource: string): string {
  return resource.replace(/\.(?:waitForTaskToken|sync(?::2)?)$/, "");
}

/** SDK services are written in lower case, their actions in camel case. */
function* spellingFaults(
  { resourceType, resource }: Service,
  pointer: string,
): Generator<Diagnostic> {
  if (!resourceType.startsWith(sdkPrefix)) return;
  const service = resourceType.slice(sdkPrefix.length);
  if (!isKnownService(service)) {
    const message = `AWS SDK integrations are not known to have the service ${JSON.stringify(service)}`;
    yield warning("UNUSUAL_RESOURCE", pointer, message);
    return;
  }
  const wanted = `aws-sdk:${service.toLowerCase()}:${resource.charAt(0).toLowerCase()}${resource.slice(1)}`;
  if (wanted === `${resourceType}:${resource}`) return;
  yield warning("UNUSUAL_RESOURCE", pointer, `the integration is probably written ${wanted}`);
}
