import type { JsonObject } from "../../language/json.ts";
import { repeatKey } from "../delivery.ts";
import type { ServiceCall } from "../service-integration.ts";
import { requestId } from "../task-context.ts";
import { type SdkAnswer, SdkFailure } from "./sdk-caller.ts";
import type { MemberNaming } from "./sdk-casing.ts";
import { type OptimisedNames, optimisedError } from "./sdk-errors.ts";

/** A service as the SDK and the optimised integrations name it. */
export interface OptimisedTarget extends OptimisedNames {
  /** As `aws-sdk:` Resources name it. */
  readonly sdkService: string;
  /** Of the answer's members. @default "model" */
  readonly naming?: MemberNaming;
}

/**
 * Makes an optimised integration's call: the answer's members have the API model's names, and
 * errors are worded as the AWS SDK for Java 1 words them.
 */
export async function optimisedCall(
  call: ServiceCall,
  target: OptimisedTarget,
): Promise<SdkAnswer> {
  const { action, parameters, request, signal, services } = call;
  const { sdkService: service, naming = "model" } = target;
  try {
    return await services.sdk.call({
      service,
      action,
      parameters,
      request,
      signal,
      naming,
      idempotencyKey: repeatKey(request, services.atLeastOnce),
    });
  } catch (error) {
    throw error instanceof SdkFailure ? optimisedError(error, target) : error;
  }
}

/** The answer with SdkHttpMetadata and SdkResponseMetadata, which these integrations add. */
export function withMetadata(answer: SdkAnswer, { request }: ServiceCall): JsonObject {
  const headers = Object.entries(answer.headers).map(
    ([name, value]) => [spellings.get(name.toLowerCase()) ?? name, value] as const,
  );
  return {
    ...answer.output,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(headers),
      HttpStatusCode: answer.statusCode,
    },
    SdkResponseMetadata: { RequestId: answer.requestId || requestId(request) },
  };
}

/** Headers as AWS spells them; Node.js gives all in lower case. Observed on AWS: recordings. */
const spellings: ReadonlyMap<string, string> = new Map(
  ["Connection", "Content-Length", "Content-Type", "Date", "Server", "x-amzn-RequestId"].map(
    (name) => [name.toLowerCase(), name],
  ),
);
