import { repeatKey } from "../delivery.ts";
import type { ServiceIntegration } from "../service-integration.ts";

/**
 * `arn:aws:states:::http:invoke`: calls an HTTP API with the credentials of a connection.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export const invokeHttp: ServiceIntegration = (call) =>
  call.services.http.invoke({
    ...call,
    idempotencyKey: repeatKey(call.request, call.services.atLeastOnce),
  });
