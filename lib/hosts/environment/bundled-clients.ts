/**
 * The SDK's clients that functions come with, by their packages' names without
 * `@aws-sdk/client-`. Those of all other services are the ones that Lambda's Node.js brings.
 */
export const bundledClients = [
  "cloudwatch-logs",
  "dynamodb",
  "eventbridge",
  "lambda",
  "s3",
  "secrets-manager",
  "sfn",
  "sns",
  "sqs",
  "sts",
] as const;

/** The folder beside a function's code that has them, each as `<name>.mjs`. */
export const bundledClientsFolder = "clients";
