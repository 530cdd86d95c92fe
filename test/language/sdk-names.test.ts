import { expect, it } from "vitest";
import { sdkActionName, sdkClassName, sdkMemberName } from "../../lib/language/sdk-names.ts";

// The names that AWS documents or that recordings show.
it.each([
  ["SSEKMSKeyId", "SsekmsKeyId"],
  ["MD5OfMessageBody", "Md5OfMessageBody"],
  ["ChecksumCRC32", "ChecksumCRC32"],
  ["ETag", "ETag"],
  ["executionArn", "ExecutionArn"],
  ["DBInstanceArn", "DbInstanceArn"],
  ["ACL", "Acl"],
  ["S", "S"],
  ["BOOL", "Bool"],
  ["NULL", "Nul"],
  ["x", "X"],
])("the member %s is %s", (member, name) => {
  expect(sdkMemberName(member)).toBe(name);
});

it.each([
  ["PutItem", "putItem"],
  ["DescribeDBInstances", "describeDBInstances"],
  ["ListObjectsV2", "listObjectsV2"],
])("the operation %s is the action %s", (operation, action) => {
  expect(sdkActionName(operation)).toBe(action);
});

it.each([
  ["DynamoDB", "DynamoDb"],
  ["Secrets Manager", "SecretsManager"],
  ["SFN", "Sfn"],
  ["S3", "S3"],
  ["EC2", "Ec2"],
  ["ACM PCA", "AcmPca"],
  ["CloudWatch Logs", "CloudWatchLogs"],
  ["RDS Data", "RdsData"],
  ["DBInstanceNotFound", "DbInstanceNotFound"],
  ["IoT Data Plane", "IotDataPlane"],
])("%s is %s in Error Names", (name, className) => {
  expect(sdkClassName(name)).toBe(className);
});
