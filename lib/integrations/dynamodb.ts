import { optimisedCall, withMetadata } from "./sdk/optimised-call.ts";
import type { ServiceIntegration } from "./service-integration.ts";

/**
 * `arn:aws:states:::dynamodb:getItem`, `putItem`, `updateItem`, `deleteItem`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 */
export const dynamodb: ServiceIntegration = async (call) =>
  withMetadata(await optimisedCall(call, names), call);

const names = {
  sdkService: "dynamodb",
  prefix: "DynamoDB",
  service: "AmazonDynamoDBv2",
  exception: "AmazonDynamoDBException",
};
