import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as sqs from "@aws-sdk/client-sqs";

/** Four of the SDK's clients with all of their commands, and none of ours: what a bundle holds. */
export const handler = (): readonly object[] => [dynamodb, lambda, s3, sqs];
