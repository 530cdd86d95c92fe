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
  const iam = new IAMClient(config);
  const lambda = new LambdaClient(config);
  const [tables, queues, functions, mappings, buckets, rules, roles, policies, groups] =
    await Promise.all([
      new DynamoDBClient(config).send(new ListTablesCommand({})),
      new SQSClient(config).send(new ListQueuesCommand({})),
      lambda.send(new ListFunctionsCommand({})),
      lambda.send(new ListEventSourceMappingsCommand({})),
      new S3Client({ ...config, forcePathStyle: true }).send(new ListBucketsCommand({})),
      new EventBridgeClient(config).send(new ListRulesCommand({})),
      iam.send(new ListRolesCommand({})),
      iam.send(new ListPoliciesCommand({ Scope: "Local" })),
      new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({})),
    ]);
  const named = (kind: string, names: readonly (string | undefined)[] | undefined): string[] =>
    (names ?? []).map((name) => `${kind}/${name}`);
  const all = [
    named("table", tables.TableNames),
    named("queue", queues.QueueUrls),
    named(
      "function",
      functions.Functions?.map(({ FunctionName }) => FunctionName),
    ),
    named(
      "event source",
      mappings.EventSourceMappings?.map(({ UUID }) => UUID),
    ),
    named(
      "bucket",
      buckets.Buckets?.map(({ Name }) => Name),
    ),
    named(
      "rule",
      rules.Rules?.map(({ Name }) => Name),
    ),
    named(
      "role",
      roles.Roles?.map(({ RoleName }) => RoleName),
    ),
    named(
      "policy",
      policies.Policies?.map(({ Arn }) => Arn),
    ),
    named(
      "log group",
      groups.logGroups?.map(({ logGroupName }) => logGroupName),
    ),
  ].flat();
  // The emulator, like Lambda itself, makes a group of its own for a function that has none.
  return all.filter((each) => !/^[^/]+\/(?:cdk-|.*\/cdk-|\/aws\/lambda\/)/.test(each));
}
