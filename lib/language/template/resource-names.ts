/** A resource of a template, with what its ARN is made of. */
export interface Resource {
  readonly logicalId: string;
  /** `AWS::Lambda::Function` */
  readonly type: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  /** The name that the property of this name gives the resource; else its logical id. */
  readonly nameOf: (property: string) => string;
}

/** What Ref gives for a resource. */
export function referenceTo(resource: Resource): string {
  const row = rowOf(resource);
  return fill(row.ref ?? "{name}", resource, row);
}

/** What Fn::GetAtt gives; an attribute that the table lacks, its name after the resource's. */
export function attributeOf(resource: Resource, attribute: string): string {
  const row = rowOf(resource);
  if (attribute === "Arn") return fill(row.arn, resource, row);
  const special = row.attributes && Object.hasOwn(row.attributes, attribute);
  const pattern = special ? row.attributes?.[attribute] : undefined;
  if (pattern !== undefined) return fill(pattern, resource, row);
  if (attribute === row.name || attribute === "Name") return fill("{name}", resource, row);
  return /Arn$/.test(attribute)
    ? fill(row.arn, resource, row)
    : `${fill("{name}", resource, row)}-${attribute.replace(/^Outputs\./, "")}`;
}

/**
 * How values of a resource type look. {arn} is the row's own ARN, {at} `region:account`; the
 * return values of https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 */
interface Row {
  /** The property that names the resource. */
  readonly name: string;
  readonly arn: string;
  /** What Ref gives, where that is not the name. */
  readonly ref?: string;
  readonly attributes?: { readonly [attribute: string]: string };
}

const lambda = "arn:{partition}:lambda:{at}:function:{name}";
const functionRow: Row = { name: "FunctionName", arn: lambda };
const machineRow: Row = {
  name: "StateMachineName",
  arn: "arn:{partition}:states:{at}:stateMachine:{name}",
  ref: "{arn}",
};
const activityRow: Row = {
  name: "Name",
  arn: "arn:{partition}:states:{at}:activity:{name}",
  ref: "{arn}",
};
const tableRow: Row = {
  name: "TableName",
  arn: "arn:{partition}:dynamodb:{at}:table/{name}",
  attributes: { StreamArn: "{arn}/stream/2026-01-01T00:00:00.000" },
};
const batch = "arn:{partition}:batch:{at}";

const rows: { readonly [type: string]: Row } = {
  "AWS::Lambda::Function": functionRow,
  "AWS::Serverless::Function": {
    ...functionRow,
    attributes: { Alias: `${lambda}:live`, Version: `${lambda}:1` },
  },
  "AWS::Lambda::Alias": { name: "FunctionName", arn: `${lambda}:live`, ref: "{arn}" },
  "AWS::Lambda::Version": { name: "FunctionName", arn: `${lambda}:1`, ref: "{arn}" },
  "AWS::StepFunctions::StateMachine": machineRow,
  "AWS::Serverless::StateMachine": { ...machineRow, name: "Name" },
  "AWS::StepFunctions::StateMachineVersion": { ...machineRow, arn: `${machineRow.arn}:1` },
  "AWS::StepFunctions::StateMachineAlias": { ...machineRow, arn: `${machineRow.arn}:live` },
  "AWS::StepFunctions::Activity": activityRow,
  "Custom::StepwrightStateMachine": { ...machineRow, name: "stateMachineName" },
  "Custom::StepwrightActivity": { ...activityRow, name: "activityName" },
  "AWS::SNS::Topic": {
    name: "TopicName",
    arn: "arn:{partition}:sns:{at}:{name}",
    ref: "{arn}",
    attributes: { TopicArn: "{arn}" },
  },
  "AWS::SQS::Queue": {
    name: "QueueName",
    arn: "arn:{partition}:sqs:{at}:{name}",
    ref: "https://sqs.{region}.amazonaws.com/{accountId}/{name}",
    attributes: { QueueUrl: "https://sqs.{region}.amazonaws.com/{accountId}/{name}" },
  },
  "AWS::DynamoDB::Table": tableRow,
  "AWS::DynamoDB::GlobalTable": tableRow,
  "AWS::Serverless::SimpleTable": tableRow,
  "AWS::S3::Bucket": {
    name: "BucketName",
    arn: "arn:{partition}:s3:::{name}",
    attributes: { DomainName: "{name}.s3.amazonaws.com" },
  },
  "AWS::IAM::Role": { name: "RoleName", arn: "arn:{partition}:iam::{accountId}:role/{name}" },
  "AWS::Events::EventBus": { name: "Name", arn: "arn:{partition}:events:{at}:event-bus/{name}" },
  "AWS::Events::Rule": { name: "Name", arn: "arn:{partition}:events:{at}:rule/{name}" },
  "AWS::Events::Connection": {
    name: "Name",
    arn: "arn:{partition}:events:{at}:connection/{name}/00000000-0000-0000-0000-000000000000",
  },
  "AWS::ECS::Cluster": { name: "ClusterName", arn: "arn:{partition}:ecs:{at}:cluster/{name}" },
  "AWS::ECS::TaskDefinition": {
    name: "Family",
    arn: "arn:{partition}:ecs:{at}:task-definition/{name}:1",
    ref: "{arn}",
    attributes: { TaskDefinitionArn: "{arn}" },
  },
  "AWS::Batch::JobQueue": { name: "JobQueueName", arn: `${batch}:job-queue/{name}`, ref: "{arn}" },
  "AWS::Batch::JobDefinition": {
    name: "JobDefinitionName",
    arn: `${batch}:job-definition/{name}:1`,
    ref: "{arn}",
  },
  "AWS::SecretsManager::Secret": {
    name: "Name",
    arn: "arn:{partition}:secretsmanager:{at}:secret:{name}-AbCdEf",
    ref: "{arn}",
    attributes: { Id: "{arn}" },
  },
  "AWS::KMS::Key": {
    name: "",
    arn: "arn:{partition}:kms:{at}:key/00000000-0000-0000-0000-000000000000",
    ref: "00000000-0000-0000-0000-000000000000",
    attributes: { KeyId: "00000000-0000-0000-0000-000000000000" },
  },
  "AWS::Logs::LogGroup": {
    name: "LogGroupName",
    arn: "arn:{partition}:logs:{at}:log-group:{name}:*",
  },
  "AWS::Kinesis::Stream": { name: "Name", arn: "arn:{partition}:kinesis:{at}:stream/{name}" },
  "AWS::CodeBuild::Project": { name: "Name", arn: "arn:{partition}:codebuild:{at}:project/{name}" },
  "AWS::Glue::Job": { name: "Name", arn: "arn:{partition}:glue:{at}:job/{name}" },
  "AWS::EC2::Subnet": {
    name: "",
    arn: "arn:{partition}:ec2:{at}:subnet/{name}",
    ref: "subnet-{name}",
  },
  "AWS::EC2::SecurityGroup": {
    name: "",
    arn: "arn:{partition}:ec2:{at}:security-group/{name}",
    ref: "sg-{name}",
    attributes: { GroupId: "sg-{name}" },
  },
};

/** A type without a row: its ARN has the service and the kind that the type names. */
function rowOf({ type }: Resource): Row {
  if (Object.hasOwn(rows, type) && rows[type]) return rows[type];
  const [, service = "custom", kind = "resource"] = type.toLowerCase().split("::");
  return { name: "Name", arn: `arn:{partition}:${service}:{at}:${kind}/{name}` };
}

function fill(pattern: string, resource: Resource, row: Row): string {
  const { region, accountId, partition } = resource;
  const values: { readonly [name: string]: () => string } = {
    name: () => resource.nameOf(row.name),
    at: () => `${region}:${accountId}`,
    arn: () => fill(row.arn, resource, row),
    region: () => region,
    accountId: () => accountId,
    partition: () => partition,
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => values[name]?.() ?? whole);
}
