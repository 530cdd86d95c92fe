import type { MaybePromise } from "../core/maybe-promise.ts";
import type { Engine } from "../engine/engine.ts";
import type { TaskOutcome } from "../engine/journal-port.ts";
import type { TaskRequest } from "../engine/ports.ts";
import type { JsonObject, JsonValue } from "../language/json.ts";
import type { Resource } from "../language/resource.ts";
import type { AtLeastOnce } from "./delivery.ts";
import type { HttpInvoker } from "./http/http-invoker.ts";
import type { LambdaBackend } from "./lambda/lambda-backend.ts";
import type { SdkCaller } from "./sdk/sdk-caller.ts";

/**
 * What a service's Resource does when it is called for real: answers what the service answered,
 * which is the Task's result, or of a `.sync` or callback Task what TaskSubmitted shows.
 *
 * Throws TaskError with the Error Name and cause that AWS gives what the service refuses.
 */
export type ServiceIntegration = (call: ServiceCall) => MaybePromise<JsonValue | FinishedJob>;

/** A `.sync` job that the integration itself has waited for. */
export class FinishedJob {
  /** What TaskSubmitted shows. */
  readonly submitted: JsonValue;
  readonly outcome: TaskOutcome;

  constructor(submitted: JsonValue, outcome: TaskOutcome) {
    this.submitted = submitted;
    this.outcome = outcome;
  }
}

/** One attempt at a Task. */
export interface ServiceCall {
  readonly request: TaskRequest;
  readonly resource: ServiceResource;
  /** `sendMessage`: the Resource's action without its pattern. */
  readonly action: string;
  /** The effective input; no object: `{}`. */
  readonly parameters: JsonObject;
  /** Aborted when the attempt's result is no longer wanted. */
  readonly signal: AbortSignal;
  readonly services: IntegrationServices;
}

export type ServiceResource = Extract<Resource, { readonly kind: "service" }>;

/** What integrations work with; given by the host. */
export interface IntegrationServices {
  readonly engine: Engine;
  readonly lambda: LambdaBackend;
  readonly sdk: SdkCaller;
  readonly http: Pick<HttpInvoker, "invoke">;
  /** Whether the SDK calls another Step Functions endpoint than this one: for nested executions. */
  readonly hasOtherStateMachines?: boolean | undefined;
  /** @default none: every Task's attempt is made at most once */
  readonly atLeastOnce?: AtLeastOnce | undefined;
}
