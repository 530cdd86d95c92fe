import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";

/** What is in the account: `table/Orders`, `role/…`; what the CDK's bootstrap made is left out. */
export async function whatIsThere(config: { readonly endpoint: string }): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(lists).map(async ([kind, list]) =>
      (await list(config)).map((name) => `${kind}/${name}`),
    ),
  );
  // The emulator, like Lambda itself, makes a group of its own for a function that has none.
  return found.flat().filter((each) => !/^[^/]+\/(?:cdk-|.*\/cdk-|\/aws\/lambda\/)/.test(each));
}

type List = (config: { readonly endpoint: string }) => Promise<readonly (string | undefined)[]>;

const lists: { readonly [kind: string]: List } = {
  table: async (config) => {
    const { TableNames = [] } = await new DynamoDBClient(config).send(new ListTablesCommand({}));
    return TableNames;
  },
  queue: async (config) => {
    const { QueueUrls = [] } = await new SQSClient(config).send(new ListQueuesCommand({}));
    return QueueUrls;
  },
  function: async (config) => {
    const { Functions = [] } = await new LambdaClient(config).send(new ListFunctionsCommand({}));
    return Functions.map(({ FunctionName }) => FunctionName);
  },
  "event source": async (config) => {
    const command = new ListEventSourceMappingsCommand({});
    const { EventSourceMappings = [] } = await new LambdaClient(config).send(command);
    return EventSourceMappings.map(({ UUID }) => UUID);
  },
  bucket: async (config) => {
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    return Buckets.map(({ Name }) => Name);
  },
  rule: async (config) => {
    const { Rules = [] } = await new EventBridgeClient(config).send(new ListRulesCommand({}));
    return Rules.map(({ Name }) => Name);
  },
  role: async (config) => {
    const { Roles = [] } = await new IAMClient(config).send(new ListRolesCommand({}));
    return Roles.map(({ RoleName }) => RoleName);
  },
  policy: async (config) => {
    const command = new ListPoliciesCommand({ Scope: "Local" });
    const { Policies = [] } = await new IAMClient(config).send(command);
    return Policies.map(({ Arn }) => Arn);
  },
  "log group": async (config) => {
    const logs = new CloudWatchLogsClient(config);
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    return logGroups.map(({ logGroupName }) => logGroupName);
  },
};
