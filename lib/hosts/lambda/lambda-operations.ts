import type { ApiContext } from "../../api/api-context.ts";
import { ApiError } from "../../api/api-error.ts";
import { callOperation } from "../../api/operations.ts";
import { pollActivityTask } from "../../api/poll-activity-task.ts";
import type { ExecutionMeta } from "../../engine/journal-port.ts";
import type { JsonObject } from "../../language/json.ts";
import { executionMetrics } from "../environment/metrics.ts";
import type { FunctionContext } from "./function-events.ts";
import { inPlace } from "./in-place.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";
import type { MetricLines } from "./metric-lines.ts";
import { refuseServices } from "./refuse-services.ts";

export interface LambdaOperationsParts {
  readonly world: LambdaWorld;
  /** Resolves after so many ms. */
  sleep(milliseconds: number): Promise<void>;
  readonly metrics: MetricLines;
  /** Can Tasks call this service, by the name that `aws-sdk:` Resources have for it? */
  hasClient(service: string): boolean;
}

/** The operations of the Step Functions API in a Lambda function. */
export class LambdaOperations {
  private readonly parts: LambdaOperationsParts;

  constructor(parts: LambdaOperationsParts) {
    this.parts = parts;
  }

  /** Answers the response's JSON text. Throws ApiError. */
  async call(
    operation: string,
    request: JsonObject,
    { invokedFunctionArn = "" }: Pick<FunctionContext, "invokedFunctionArn">,
  ): Promise<string> {
    const [, , , region = "us-east-1", accountId = ""] = invokedFunctionArn.split(":");
    const context = this.context(region, accountId);
    if (definesStateMachine.has(operation)) refuseServices(request, this.parts.hasClient);
    const isInPlace = operation === "StartSyncExecution";
    try {
      const own = isInPlace ? inPlace(this.parts.world, context) : context;
      return await callOperation(own, operation, request);
    } catch (error) {
      if (!isThrottling(error)) throw error;
      if (operation.startsWith("Start")) this.countThrottled(request);
      throw new ApiError("ThrottlingException", "Rate exceeded");
    }
  }

  /** An execution whose first wake-up is lost has started all the same: the sweeper finds it. */
  private async wake(executionArn: string, meta: ExecutionMeta): Promise<void> {
    const { wakeUps, parts } = this.parts.world;
    try {
      await wakeUps.send(executionArn, meta);
    } catch (error) {
      parts.log.warn("a first wake-up was lost", { executionArn, ...faultFields(error) });
    }
  }

  private countThrottled({ stateMachineArn }: JsonObject): void {
    if (typeof stateMachineArn !== "string") return;
    const [unqualified] = /^(?:[^:]*:){6}[^:#]*/.exec(stateMachineArn) ?? [];
    this.parts.metrics.count(executionMetrics.throttled, unqualified);
  }

  /** State machines are of the account and region of the function, whoever calls. */
  private context(region: string, accountId: string): ApiContext {
    const { world, sleep } = this.parts;
    const { clock, stores } = world.parts;
    return {
      engine: world.engine,
      executions: stores.executions,
      region,
      accountId,
      started: ({ executionArn, meta }) => this.wake(executionArn, meta),
      listed: () => sleep(world.engine.ports.listsLagMs ?? 0),
      // Nothing but what runs in place is waited for here.
      ended: async () => undefined,
      activityTask: (_activityArn, take) => {
        const timeoutMs = Math.min(pollMs, world.invocation.leftMs - closingMs);
        return pollActivityTask(take, { now: () => clock.now(), sleep, timeoutMs });
      },
      // Whoever was told something was also sent a wake-up.
      told: async () => undefined,
    };
  }
}

/** The table has refused too many requests in a row. */
function isThrottling(error: unknown): boolean {
  return error instanceof Error && !(error instanceof ApiError) && throttled.has(error.name);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const throttled: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
]);

const definesStateMachine: ReadonlySet<string> = new Set([
  "CreateStateMachine",
  "UpdateStateMachine",
]);

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html */
const pollMs = 60_000;
const closingMs = 10_000;
