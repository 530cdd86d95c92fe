import { type OptimisedService, optimisedIntegrations } from "../language/integrations.ts";
import { awsSdk } from "./aws-sdk.ts";
import { dynamodb } from "./dynamodb.ts";
import { events } from "./events.ts";
import { invokeHttp } from "./http/http-invoke.ts";
import { invokeLambda } from "./lambda/invoke-lambda.ts";
import { notBuilt } from "./not-built.ts";
import type { ServiceIntegration, ServiceResource } from "./service-integration.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";
import { states } from "./states.ts";

/** What the service's Resource does when it is called for real. */
export function serviceIntegration({ resourceType }: ServiceResource): ServiceIntegration {
  if (resourceType.startsWith("aws-sdk:")) return awsSdk;
  return isOptimised(resourceType) ? optimised[resourceType] : notBuilt;
}

/** One row per service that has an optimised integration. */
const optimised: { readonly [S in OptimisedService]: ServiceIntegration } = {
  apigateway: notBuilt,
  athena: notBuilt,
  batch: notBuilt,
  bedrock: notBuilt,
  "bedrock-agentcore": notBuilt,
  codebuild: notBuilt,
  databrew: notBuilt,
  dynamodb,
  ecs: notBuilt,
  eks: notBuilt,
  elasticmapreduce: notBuilt,
  "emr-containers": notBuilt,
  "emr-serverless": notBuilt,
  events,
  glue: notBuilt,
  http: invokeHttp,
  lambda: invokeLambda,
  mediaconvert: notBuilt,
  sagemaker: notBuilt,
  sns,
  sqs,
  states,
};

function isOptimised(service: string): service is OptimisedService {
  return Object.hasOwn(optimisedIntegrations, service);
}
