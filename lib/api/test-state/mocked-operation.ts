import type { IntegrationPattern, Resource } from "../../language/resource.ts";

/** The API operation whose answer a mock stands for. */
export interface MockedOperation {
  /** The service's name in `aws-sdk:` Resources. */
  readonly service: string;
  /** `PutItem`. */
  readonly operation: string;
}

/**
 * The operation that a mocked Task's result must look like; undefined where any JSON will do:
 * functions, activities, callbacks, HTTP Tasks, API Gateway, EKS call and runJob.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html#mocking-service-integrations
 */
export function mockedOperation(resource: Resource): MockedOperation | undefined {
  if (resource.kind !== "service" || resource.pattern === "waitForTaskToken") return undefined;
  const action = resource.resource.replace(/\.sync(:2)?$/, "");
  const called = action.slice(0, 1).toUpperCase() + action.slice(1);
  const service = serviceName(resource.resourceType, called);
  if (service === undefined) return undefined;
  const operation = answeredBy(service, called, resource.pattern);
  return operation === undefined ? undefined : { service, operation };
}

const sdkPrefix = "aws-sdk:";

function serviceName(resourceType: string, operation: string): string | undefined {
  if (resourceType.startsWith(sdkPrefix)) return resourceType.slice(sdkPrefix.length);
  if (resourceType === "bedrock" && operation === "InvokeModel") return "bedrockruntime";
  return optimisedServices.get(resourceType);
}

/** A `.sync` Task ends with what polling answers, not with the answer to the call. */
function answeredBy(
  service: string,
  called: string,
  pattern: IntegrationPattern,
): string | undefined {
  if (pattern === "requestResponse") return called;
  return polledOperations.get(`${service}:${called}`);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
const optimisedServices: ReadonlyMap<string, string> = new Map([
  ["athena", "athena"],
  ["batch", "batch"],
  ["bedrock", "bedrock"],
  ["codebuild", "codebuild"],
  ["databrew", "databrew"],
  ["dynamodb", "dynamodb"],
  ["ecs", "ecs"],
  ["eks", "eks"],
  ["elasticmapreduce", "emr"],
  ["emr-containers", "emrcontainers"],
  ["emr-serverless", "emrserverless"],
  ["events", "eventbridge"],
  ["glue", "glue"],
  ["lambda", "lambda"],
  ["sagemaker", "sagemaker"],
  ["sns", "sns"],
  ["sqs", "sqs"],
  ["states", "sfn"],
]);

const polledOperations: ReadonlyMap<string, string> = new Map([
  ["athena:StartQueryExecution", "GetQueryExecution"],
  ["batch:SubmitJob", "DescribeJobs"],
  ["bedrock:CreateModelCustomizationJob", "GetModelCustomizationJob"],
  ["codebuild:StartBuild", "BatchGetBuilds"],
  ["codebuild:StartBuildBatch", "BatchGetBuildBatches"],
  ["databrew:StartJobRun", "DescribeJobRun"],
  ["ecs:RunTask", "DescribeTasks"],
  ["eks:CreateCluster", "DescribeCluster"],
  ["eks:CreateFargateProfile", "DescribeFargateProfile"],
  ["eks:CreateNodegroup", "DescribeNodegroup"],
  ["emrcontainers:CreateVirtualCluster", "DescribeVirtualCluster"],
  ["emrcontainers:StartJobRun", "DescribeJobRun"],
  ["emrserverless:CreateApplication", "GetApplication"],
  ["emrserverless:StartApplication", "GetApplication"],
  ["emrserverless:StartJobRun", "GetJobRun"],
  ["glue:StartJobRun", "GetJobRun"],
  ["sagemaker:CreateHyperParameterTuningJob", "DescribeHyperParameterTuningJob"],
  ["sagemaker:CreateLabelingJob", "DescribeLabelingJob"],
  ["sagemaker:CreateProcessingJob", "DescribeProcessingJob"],
  ["sagemaker:CreateTrainingJob", "DescribeTrainingJob"],
  ["sagemaker:CreateTransformJob", "DescribeTransformJob"],
  ["sfn:StartExecution", "DescribeExecution"],
]);
