/** A service's shapes as they are stored; `service-shapes.ts` explains the notation. */
export interface StoredShapes {
  /** The shape that each operation answers. */
  readonly operations: { readonly [operation: string]: string };
  readonly shapes: readonly string[];
}

/**
 * The services whose answers are known, by the name that Step Functions gives them. Each file is
 * written by scripts/generate-service-shapes.ts, from the API models that botocore publishes under
 * the Apache License 2.0, and read when a mock of its service is checked.
 */
export const serviceShapeLoaders: {
  readonly [service: string]: () => Promise<{ readonly default: StoredShapes }>;
} = {
  account: () => import("./service-shapes/account.json", { with: { type: "json" } }),
  acm: () => import("./service-shapes/acm.json", { with: { type: "json" } }),
  appconfig: () => import("./service-shapes/appconfig.json", { with: { type: "json" } }),
  appconfigdata: () => import("./service-shapes/appconfigdata.json", { with: { type: "json" } }),
  applicationautoscaling: () =>
    import("./service-shapes/applicationautoscaling.json", { with: { type: "json" } }),
  athena: () => import("./service-shapes/athena.json", { with: { type: "json" } }),
  batch: () => import("./service-shapes/batch.json", { with: { type: "json" } }),
  bedrock: () => import("./service-shapes/bedrock.json", { with: { type: "json" } }),
  bedrockruntime: () => import("./service-shapes/bedrockruntime.json", { with: { type: "json" } }),
  cloudcontrol: () => import("./service-shapes/cloudcontrol.json", { with: { type: "json" } }),
  cloudformation: () => import("./service-shapes/cloudformation.json", { with: { type: "json" } }),
  cloudwatch: () => import("./service-shapes/cloudwatch.json", { with: { type: "json" } }),
  cloudwatchlogs: () => import("./service-shapes/cloudwatchlogs.json", { with: { type: "json" } }),
  codebuild: () => import("./service-shapes/codebuild.json", { with: { type: "json" } }),
  cognitoidentityprovider: () =>
    import("./service-shapes/cognitoidentityprovider.json", { with: { type: "json" } }),
  comprehend: () => import("./service-shapes/comprehend.json", { with: { type: "json" } }),
  databrew: () => import("./service-shapes/databrew.json", { with: { type: "json" } }),
  dynamodb: () => import("./service-shapes/dynamodb.json", { with: { type: "json" } }),
  ec2: () => import("./service-shapes/ec2.json", { with: { type: "json" } }),
  ecs: () => import("./service-shapes/ecs.json", { with: { type: "json" } }),
  efs: () => import("./service-shapes/efs.json", { with: { type: "json" } }),
  eks: () => import("./service-shapes/eks.json", { with: { type: "json" } }),
  emr: () => import("./service-shapes/emr.json", { with: { type: "json" } }),
  emrcontainers: () => import("./service-shapes/emrcontainers.json", { with: { type: "json" } }),
  emrserverless: () => import("./service-shapes/emrserverless.json", { with: { type: "json" } }),
  eventbridge: () => import("./service-shapes/eventbridge.json", { with: { type: "json" } }),
  firehose: () => import("./service-shapes/firehose.json", { with: { type: "json" } }),
  glue: () => import("./service-shapes/glue.json", { with: { type: "json" } }),
  iam: () => import("./service-shapes/iam.json", { with: { type: "json" } }),
  iotdataplane: () => import("./service-shapes/iotdataplane.json", { with: { type: "json" } }),
  kinesis: () => import("./service-shapes/kinesis.json", { with: { type: "json" } }),
  kms: () => import("./service-shapes/kms.json", { with: { type: "json" } }),
  lambda: () => import("./service-shapes/lambda.json", { with: { type: "json" } }),
  organizations: () => import("./service-shapes/organizations.json", { with: { type: "json" } }),
  pipes: () => import("./service-shapes/pipes.json", { with: { type: "json" } }),
  polly: () => import("./service-shapes/polly.json", { with: { type: "json" } }),
  rds: () => import("./service-shapes/rds.json", { with: { type: "json" } }),
  rdsdata: () => import("./service-shapes/rdsdata.json", { with: { type: "json" } }),
  redshift: () => import("./service-shapes/redshift.json", { with: { type: "json" } }),
  redshiftdata: () => import("./service-shapes/redshiftdata.json", { with: { type: "json" } }),
  rekognition: () => import("./service-shapes/rekognition.json", { with: { type: "json" } }),
  s3: () => import("./service-shapes/s3.json", { with: { type: "json" } }),
  sagemaker: () => import("./service-shapes/sagemaker.json", { with: { type: "json" } }),
  sagemakerruntime: () =>
    import("./service-shapes/sagemakerruntime.json", { with: { type: "json" } }),
  scheduler: () => import("./service-shapes/scheduler.json", { with: { type: "json" } }),
  secretsmanager: () => import("./service-shapes/secretsmanager.json", { with: { type: "json" } }),
  servicediscovery: () =>
    import("./service-shapes/servicediscovery.json", { with: { type: "json" } }),
  servicequotas: () => import("./service-shapes/servicequotas.json", { with: { type: "json" } }),
  ses: () => import("./service-shapes/ses.json", { with: { type: "json" } }),
  sesv2: () => import("./service-shapes/sesv2.json", { with: { type: "json" } }),
  sfn: () => import("./service-shapes/sfn.json", { with: { type: "json" } }),
  sns: () => import("./service-shapes/sns.json", { with: { type: "json" } }),
  sqs: () => import("./service-shapes/sqs.json", { with: { type: "json" } }),
  ssm: () => import("./service-shapes/ssm.json", { with: { type: "json" } }),
  sts: () => import("./service-shapes/sts.json", { with: { type: "json" } }),
  textract: () => import("./service-shapes/textract.json", { with: { type: "json" } }),
  transcribe: () => import("./service-shapes/transcribe.json", { with: { type: "json" } }),
  translate: () => import("./service-shapes/translate.json", { with: { type: "json" } }),
};
