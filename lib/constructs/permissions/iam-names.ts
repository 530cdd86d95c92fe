import { sdkClientName } from "../../language/sdk-services.ts";

/**
 * The prefix of a service's actions in IAM, by the name that AWS SDK integrations give the service.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function iamPrefix(service: string): string {
  const known = prefixes.get(service);
  return known ?? sdkClientName(service)?.replace(/^client-/, "") ?? service;
}

/** The actions of IAM that allow an action of a service: `s3:GetObject` for `headObject`. */
export function iamActions(service: string, action: string): readonly string[] {
  const prefix = iamPrefix(service);
  const names = exceptions[service]?.[action] ?? [action.charAt(0).toUpperCase() + action.slice(1)];
  return names.map((name) => (name.includes(":") ? name : `${prefix}:${name}`));
}

/** Where it is not the client package's name. */
const prefixes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: "aps",
    apigatewayv2: "apigateway",
    appconfigdata: "appconfig",
    applicationautoscaling: "application-autoscaling",
    applicationdiscovery: "discovery",
    autoscalingplans: "autoscaling-plans",
    bedrockagent: "bedrock",
    bedrockagentruntime: "bedrock",
    bedrockruntime: "bedrock",
    cloudhsmv2: "cloudhsm",
    cloudwatchevents: "events",
    cloudwatchlogs: "logs",
    cognitoidentityprovider: "cognito-idp",
    configservice: "config",
    config: "config",
    costandusagereport: "cur",
    costexplorer: "ce",
    databasemigration: "dms",
    directoryservice: "ds",
    directory: "ds",
    docdb: "rds",
    dynamodbstreams: "dynamodb",
    efs: "elasticfilesystem",
    elasticloadbalancing: "elasticloadbalancing",
    elasticloadbalancingv2: "elasticloadbalancing",
    elasticsearch: "es",
    emr: "elasticmapreduce",
    eventbridge: "events",
    iotdataplane: "iot",
    iotjobsdataplane: "iotjobsdata",
    lexmodelbuilding: "lex",
    lexmodelsv2: "lex",
    lexruntime: "lex",
    lexruntimev2: "lex",
    location: "geo",
    migrationhub: "mgh",
    mwaa: "airflow",
    neptune: "rds",
    opensearch: "es",
    pinpoint: "mobiletargeting",
    rdsdata: "rds-data",
    redshiftdata: "redshift-data",
    resourcegroupstaggingapi: "tag",
    s3control: "s3",
    sagemakerruntime: "sagemaker",
    serverlessapplicationrepository: "serverlessrepo",
    sesv2: "ses",
    sfn: "states",
    ssoadmin: "sso",
    timestreamquery: "timestream",
    timestreamwrite: "timestream",
  }),
);

/** Actions whose name in IAM is another one, or that need several. */
const exceptions: {
  readonly [service: string]: { readonly [action: string]: readonly string[] } | undefined;
} = {
  bedrockruntime: {
    converse: ["InvokeModel"],
    converseStream: ["InvokeModelWithResponseStream"],
  },
  dynamodb: {
    batchExecuteStatement: ["PartiQLSelect", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"],
    executeStatement: ["PartiQLSelect", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"],
    transactGetItems: ["GetItem"],
    transactWriteItems: ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"],
  },
  lambda: { invoke: ["InvokeFunction"], invokeAsync: ["InvokeFunction"] },
  rdsdata: {
    batchExecuteStatement: ["BatchExecuteStatement", "secretsmanager:GetSecretValue"],
    executeStatement: ["ExecuteStatement", "secretsmanager:GetSecretValue"],
  },
  s3: {
    completeMultipartUpload: ["PutObject"],
    copyObject: ["GetObject", "PutObject"],
    createMultipartUpload: ["PutObject"],
    deleteBucketCors: ["PutBucketCORS"],
    deleteBucketEncryption: ["PutEncryptionConfiguration"],
    deleteBucketLifecycle: ["PutLifecycleConfiguration"],
    deleteBucketReplication: ["PutReplicationConfiguration"],
    deleteBucketTagging: ["PutBucketTagging"],
    deleteObjects: ["DeleteObject"],
    getBucketCors: ["GetBucketCORS"],
    getBucketEncryption: ["GetEncryptionConfiguration"],
    getBucketLifecycleConfiguration: ["GetLifecycleConfiguration"],
    getBucketReplication: ["GetReplicationConfiguration"],
    getPublicAccessBlock: ["GetBucketPublicAccessBlock"],
    headBucket: ["ListBucket"],
    headObject: ["GetObject"],
    listBuckets: ["ListAllMyBuckets"],
    listMultipartUploads: ["ListBucketMultipartUploads"],
    listObjectVersions: ["ListBucketVersions"],
    listObjects: ["ListBucket"],
    listObjectsV2: ["ListBucket"],
    listParts: ["ListMultipartUploadParts"],
    putBucketCors: ["PutBucketCORS"],
    putBucketEncryption: ["PutEncryptionConfiguration"],
    putBucketLifecycleConfiguration: ["PutLifecycleConfiguration"],
    putBucketReplication: ["PutReplicationConfiguration"],
    putPublicAccessBlock: ["PutBucketPublicAccessBlock"],
    selectObjectContent: ["GetObject"],
    uploadPart: ["PutObject"],
    uploadPartCopy: ["GetObject", "PutObject"],
  },
  sns: { publishBatch: ["Publish"] },
  sqs: {
    changeMessageVisibilityBatch: ["ChangeMessageVisibility"],
    deleteMessageBatch: ["DeleteMessage"],
    sendMessageBatch: ["SendMessage"],
  },
};

/**
 * Whether IAM has no resource to name for an action, so that a policy can only say `*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function hasNoResource(service: string, action: string): boolean {
  return unscoped[service]?.test(action) ?? false;
}

/** The actions whose row in the Service Authorization Reference has no resource type. */
const unscoped: { readonly [service: string]: RegExp | undefined } = {
  athena: /^list(DataCatalogs|EngineVersions|WorkGroups)$/,
  bedrock: /^listFoundationModels$/,
  cloudformation: /^(listStacks|listExports|validateTemplate)$/,
  cloudwatch: /^(putMetricData|getMetricData|getMetricStatistics|listMetrics)$/,
  cloudwatchlogs: /^describe(Destinations|QueryDefinitions|ResourcePolicies)$/,
  comprehend: /^(batch)?[dD]etect|^containsPiiEntities$/,
  costexplorer: /^get/,
  dynamodb: /^(listTables|describeLimits)$/,
  ec2: /^describe/,
  ecr: /^getAuthorizationToken$/,
  ecs: /^(listClusters|createCluster|listTaskDefinitions|registerTaskDefinition)$/,
  lambda: /^(listFunctions|listEventSourceMappings|getAccountSettings)$/,
  organizations: /^(list(Accounts|Roots)|describeOrganization)$/,
  polly: /^(describeVoices|getSpeechSynthesisTask|listSpeechSynthesisTasks)$/,
  pricing: /./,
  rekognition: /^(compareFaces|detect(?!CustomLabels)\w+|recognizeCelebrities|getLabelDetection)$/,
  s3: /^listBuckets$/,
  sfn: /^(listStateMachines|listActivities|validateStateMachineDefinition)$/,
  sns: /^(listTopics|listSubscriptions)$/,
  sqs: /^listQueues$/,
  sts: /^(getCallerIdentity|decodeAuthorizationMessage)$/,
  textract: /^(analyze|detect|start|get)(?!Adapter)\w+$/,
  transcribe: /^(startTranscriptionJob|listTranscriptionJobs)$/,
  translate: /^translate(Text|Document)$/,
};
