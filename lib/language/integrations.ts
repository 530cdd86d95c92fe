import type { IntegrationPattern } from "./resource.ts";

/** The patterns that each action of an optimised integration has. */
export type IntegrationActions = { readonly [action: string]: readonly IntegrationPattern[] };

const request = ["requestResponse"] as const;
const job = ["requestResponse", "sync"] as const;
const callback = ["requestResponse", "waitForTaskToken"] as const;
const any = ["requestResponse", "sync", "waitForTaskToken"] as const;

const services = {
  apigateway: { invoke: callback },
  athena: {
    startQueryExecution: job,
    stopQueryExecution: request,
    getQueryExecution: request,
    getQueryResults: request,
  },
  batch: { submitJob: job },
  bedrock: { invokeModel: callback, createModelCustomizationJob: job },
  "bedrock-agentcore": "any",
  codebuild: {
    startBuild: job,
    stopBuild: request,
    batchDeleteBuilds: request,
    batchGetReports: request,
    startBuildBatch: job,
    stopBuildBatch: request,
    retryBuildBatch: job,
    deleteBuildBatch: job,
  },
  databrew: { startJobRun: job },
  dynamodb: { getItem: request, putItem: request, deleteItem: request, updateItem: request },
  ecs: { runTask: any },
  eks: {
    createCluster: any,
    deleteCluster: any,
    createFargateProfile: any,
    deleteFargateProfile: any,
    createNodegroup: any,
    deleteNodegroup: any,
    runJob: any,
    call: any,
  },
  elasticmapreduce: {
    addStep: job,
    cancelStep: request,
    createCluster: job,
    modifyInstanceFleetByName: request,
    modifyInstanceGroupByName: request,
    setClusterTerminationProtection: request,
    terminateCluster: job,
  },
  "emr-containers": { createVirtualCluster: job, deleteVirtualCluster: job, startJobRun: job },
  "emr-serverless": {
    createApplication: job,
    startApplication: job,
    stopApplication: job,
    deleteApplication: job,
    startJobRun: job,
    cancelJobRun: job,
  },
  events: { putEvents: callback },
  glue: { startJobRun: job },
  http: { invoke: callback },
  lambda: { invoke: callback },
  mediaconvert: { createJob: job },
  sagemaker: {
    createEndpoint: request,
    createEndpointConfig: request,
    createHyperParameterTuningJob: job,
    createLabelingJob: job,
    createModel: request,
    createProcessingJob: job,
    createTrainingJob: job,
    createTransformJob: job,
    updateEndpoint: request,
  },
  sns: { publish: callback },
  sqs: { sendMessage: callback },
  states: { startExecution: ["requestResponse", "sync", "sync:2", "waitForTaskToken"] },
} satisfies { readonly [service: string]: IntegrationActions | "any" };

/** The services that have an optimised integration. */
export type OptimisedService = keyof typeof services;

/**
 * The optimised integrations; `"any"` where not all actions are listed.
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
export const optimisedIntegrations: { readonly [service: string]: IntegrationActions | "any" } =
  services;

/** What calls of any action of the AWS SDK can wait for. */
export const sdkPatterns: readonly IntegrationPattern[] = callback;
