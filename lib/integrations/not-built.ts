import type { ServiceIntegration } from "./service-integration.ts";
import { TaskError } from "./task-handler.ts";

/** An integration that Step Functions has and Stepwright does not call yet. */
export const notBuilt: ServiceIntegration = ({ resource, action }) => {
  const { arn, resourceType } = resource;
  throw new TaskError(
    "Stepwright.IntegrationNotBuilt",
    `${arn} is an integration of Step Functions that Stepwright cannot call yet: ` +
      `mock it, or call arn:aws:states:::aws-sdk:${sdkNames.get(resourceType) ?? resourceType}:${action}`,
  );
};

/** The names that the AWS SDK integrations have for services where these differ. */
const sdkNames: ReadonlyMap<string, string> = new Map([
  ["elasticmapreduce", "emr"],
  ["emr-containers", "emrcontainers"],
  ["emr-serverless", "emrserverless"],
  ["bedrock-agentcore", "bedrockagentcore"],
  ["events", "eventbridge"],
  ["states", "sfn"],
]);
