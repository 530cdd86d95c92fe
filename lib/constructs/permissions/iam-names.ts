/**
 * The prefix of a service's actions in IAM, by the name that AWS SDK integrations give the service.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function iamPrefix(service: string): string {
  return prefixes.get(service) ?? service;
}

/** The actions of IAM that allow an action of a service: `s3:GetObject` for `headObject`. */
export function iamActions(service: string, action: string): readonly string[] {
  const prefix = iamPrefix(service);
  const names = exceptions[service]?.[action] ?? [action.charAt(0).toUpperCase() + action.slice(1)];
  return names.map((name) => (name.includes(":") ? name : `${prefix}:${name}`));
}

/** Where it is not the same name. */
const prefixes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    accessanalyzer: "access-analyzer",
    acmpca: "acm-pca",
    amp: "aps",
    apigatewaymanagementapi: "execute-api",
    apigatewayv2: "apigateway",
    appconfigdata: "appconfig",
    appintegrations: "app-integrations",
    applicationautoscaling: "application-autoscaling",
    applicationdiscovery: "discovery",
    applicationsignals: "application-signals",
    arczonalshift: "arc-zonal-shift",
    autoscalingplans: "autoscaling-plans",
    backupgateway: "backup-gateway",
    bedrockagent: "bedrock",
    bedrockagentcore: "bedrock-agentcore",
    bedrockagentcorecontrol: "bedrock-agentcore",
    bedrockagentruntime: "bedrock",
    bedrockruntime: "bedrock",
    cloudfrontkeyvaluestore: "cloudfront-keyvaluestore",
    cloudhsmv2: "cloudhsm",
    cloudtraildata: "cloudtrail-data",
    cloudwatchevents: "events",
    cloudwatchlogs: "logs",
    codeguruprofiler: "codeguru-profiler",
    codegurureviewer: "codeguru-reviewer",
    codegurusecurity: "codeguru-security",
    codestarconnections: "codestar-connections",
    codestarnotifications: "codestar-notifications",
    cognitoidentity: "cognito-identity",
    cognitoidentityprovider: "cognito-idp",
    cognitosync: "cognito-sync",
    computeoptimizer: "compute-optimizer",
    configservice: "config",
    costandusagereport: "cur",
    costexplorer: "ce",
    costoptimizationhub: "cost-optimization-hub",
    customerprofiles: "profile",
    databasemigration: "dms",
    devopsguru: "devops-guru",
    directory: "ds",
    directoryservice: "ds",
    docdb: "rds",
    docdbelastic: "docdb-elastic",
    dynamodbstreams: "dynamodb",
    ec2instanceconnect: "ec2-instance-connect",
    ecrpublic: "ecr-public",
    efs: "elasticfilesystem",
    elasticinference: "elastic-inference",
    elasticloadbalancingv2: "elasticloadbalancing",
    elasticsearch: "es",
    emr: "elasticmapreduce",
    emrcontainers: "emr-containers",
    emrserverless: "emr-serverless",
    eventbridge: "events",
    iotdataplane: "iot",
    iotjobsdataplane: "iotjobsdata",
    lexmodelbuilding: "lex",
    lexmodelsv2: "lex",
    lexruntime: "lex",
    lexruntimev2: "lex",
    licensemanager: "license-manager",
    location: "geo",
    migrationhub: "mgh",
    mwaa: "airflow",
    neptune: "rds",
    networkfirewall: "network-firewall",
    opensearch: "es",
    paymentcryptography: "payment-cryptography",
    pinpoint: "mobiletargeting",
    rdsdata: "rds-data",
    redshiftdata: "redshift-data",
    redshiftserverless: "redshift-serverless",
    resourceexplorer2: "resource-explorer-2",
    resourcegroups: "resource-groups",
    resourcegroupstaggingapi: "tag",
    s3control: "s3",
    s3outposts: "s3-outposts",
    sagemakerruntime: "sagemaker",
    serverlessapplicationrepository: "serverlessrepo",
    sesv2: "ses",
    sfn: "states",
    ssmcontacts: "ssm-contacts",
    ssmincidents: "ssm-incidents",
    ssoadmin: "sso",
    timestreaminfluxdb: "timestream-influxdb",
    timestreamquery: "timestream",
    timestreamwrite: "timestream",
    vpclattice: "vpc-lattice",
    workspacesweb: "workspaces-web",
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
