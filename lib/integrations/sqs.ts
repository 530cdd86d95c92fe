import { optimisedCall, withMetadata } from "./sdk/optimised-call.ts";
import type { ServiceIntegration } from "./service-integration.ts";

/**
 * `arn:aws:states:::sqs:sendMessage`. A MessageBody that is no text is sent as its JSON text.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html
 */
export const sqs: ServiceIntegration = async (call) =>
  withMetadata(await optimisedCall(call, names), call);

const names = { sdkService: "sqs", prefix: "SQS", service: "AmazonSQS" };
