import { repeatKey } from "./delivery.ts";
import { SdkFailure } from "./sdk/sdk-caller.ts";
import { sdkIntegrationError } from "./sdk/sdk-errors.ts";
import type { ServiceIntegration } from "./service-integration.ts";

/**
 * `arn:aws:states:::aws-sdk:service:action`: any action of any service.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export const awsSdk: ServiceIntegration = async (call) => {
  const { resource, action, parameters, request, signal, services } = call;
  const service = resource.resourceType.slice("aws-sdk:".length);
  try {
    const idempotencyKey = repeatKey(request, services.atLeastOnce);
    const sdkCall = { service, action, parameters, request, signal, idempotencyKey };
    const answer = await services.sdk.call(sdkCall);
    return answer.output;
  } catch (error) {
    throw error instanceof SdkFailure ? sdkIntegrationError(error) : error;
  }
};
