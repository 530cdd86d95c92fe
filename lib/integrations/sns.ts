import { optimisedCall, withMetadata } from "./sdk/optimised-call.ts";
import type { ServiceIntegration } from "./service-integration.ts";

/**
 * `arn:aws:states:::sns:publish`. A Message that is no text is sent as its JSON text.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
 */
export const sns: ServiceIntegration = async (call) =>
  withMetadata(await optimisedCall(call, names), call);

const names = { sdkService: "sns", prefix: "SNS", service: "AmazonSNS" };
