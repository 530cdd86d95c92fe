import type { ApiContext } from "../../api/api-context.ts";
import { ApiError } from "../../api/api-error.ts";
import { callOperation } from "../../api/operations.ts";
import {
  errorAnswer,
  type ProtocolAnswer,
  readBody,
  readTarget,
  successAnswer,
} from "../../api/protocol.ts";
import type { MaybePromise } from "../../core/maybe-promise.ts";
import type { ActivityTask } from "../../engine/ports.ts";
import type { JsonObject } from "../../language/json.ts";
import type { DirectInvocation } from "../environment/direct-invocation.ts";
import type { FunctionContext } from "./function-events.ts";
import {
  bodyOf,
  type FunctionUrlAnswer,
  type FunctionUrlEvent,
  headOf,
  isFunctionUrlEvent,
  urlAnswer,
} from "./function-url.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";

/** What a client of `stepwright/client` invokes with: a request as it would be sent by HTTP. */
export interface InvokedRequest {
  readonly "x-amz-target": string;
  readonly body: string;
}

export type ApiEvent = FunctionUrlEvent | InvokedRequest | DirectInvocation;

export interface LambdaApiParts {
  readonly world: LambdaWorld;
  /** Resolves after so many ms. */
  sleep(milliseconds: number): Promise<void>;
  /** The context in which a synchronous Express execution runs in place. */
  inPlace(context: ApiContext): ApiContext;
}

/** The Step Functions API behind a Function URL, and for whoever may invoke the function. */
export class LambdaApi {
  private readonly parts: LambdaApiParts;

  constructor(parts: LambdaApiParts) {
    this.parts = parts;
  }

  async handle(event: ApiEvent, context: FunctionContext): Promise<object> {
    this.parts.world.invocation.begin(context);
    try {
      if (isFunctionUrlEvent(event)) return await this.answerUrl(event, context);
      if ("x-amz-target" in event) return await this.answerRequest(event, context);
      return await this.perform(event, context);
    } finally {
      await this.parts.world.rest();
    }
  }

  private answerUrl(event: FunctionUrlEvent, context: FunctionContext): Promise<FunctionUrlAnswer> {
    return this.answer(context, () => ({ ...readTarget(headOf(event)), body: bodyOf(event) }));
  }

  private answerRequest(
    { "x-amz-target": target, body }: InvokedRequest,
    context: FunctionContext,
  ): Promise<FunctionUrlAnswer> {
    const headers = { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" };
    const head = { method: "POST", path: "/", headers };
    return this.answer(context, () => ({ ...readTarget(head), body: Buffer.from(body) }));
  }

  private async answer(
    context: FunctionContext,
    read: () => { readonly operation: string; readonly contentType: string; body: Uint8Array },
  ): Promise<FunctionUrlAnswer> {
    const requestId = context.awsRequestId ?? "";
    let answer: ProtocolAnswer;
    try {
      const { operation, contentType, body } = read();
      const text = await this.call(operation, readBody(body), context);
      answer = successAnswer(text, requestId, contentType);
    } catch (error) {
      this.report(error);
      answer = errorAnswer(error, requestId);
    }
    return urlAnswer(answer);
  }

  /** Throws what the API refuses, so that whoever has invoked may try again or give up. */
  private async perform(
    { operation, request, isRedelivered }: DirectInvocation,
    context: FunctionContext,
  ): Promise<object> {
    const { input } = request;
    const text = input === undefined || typeof input === "string" ? input : JSON.stringify(input);
    const written = { ...request, ...(text !== undefined && { input: text }) } as JsonObject;
    try {
      return JSON.parse(await this.call(operation, written, context));
    } catch (error) {
      this.report(error);
      const isThere = error instanceof ApiError && error.errorType === "ExecutionAlreadyExists";
      if (isRedelivered === true && isThere) return {};
      throw error;
    }
  }

  private call(
    operation: string,
    request: JsonObject,
    invocation: FunctionContext,
  ): Promise<string> {
    const context = this.context(invocation);
    const isInPlace = operation === "StartSyncExecution";
    return callOperation(isInPlace ? this.parts.inPlace(context) : context, operation, request);
  }

  private context({ invokedFunctionArn = "" }: FunctionContext): ApiContext {
    const { world } = this.parts;
    const { stores } = world.parts;
    const [, , , region = "us-east-1", accountId = ""] = invokedFunctionArn.split(":");
    return {
      engine: world.engine,
      executions: stores.executions,
      region,
      accountId,
      started: async ({ executionArn, meta }) => world.wakeUps.send(executionArn, meta),
      // Nothing but what runs in place is waited for here.
      ended: async () => undefined,
      activityTask: (_activityArn, take) => this.poll(take),
      // Whoever was told something was also sent a wake-up.
      told: async () => undefined,
    };
  }

  /** Nobody tells this function of a task that another one has put into the queue. */
  private async poll(
    take: () => MaybePromise<ActivityTask | undefined>,
  ): Promise<ActivityTask | undefined> {
    const { world, sleep } = this.parts;
    const { clock } = world.parts;
    const end = clock.now() + Math.min(pollMs, world.invocation.leftMs - closingMs);
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, delayMsMax)) {
      const left = end - clock.now();
      if (left <= 0) return undefined;
      await sleep(Math.min(delayMs, left));
      const task = await take();
      if (task !== undefined) return task;
    }
  }

  private report(error: unknown): void {
    const { log } = this.parts.world.parts;
    if (!(error instanceof ApiError)) log.error("failed", faultFields(error));
    else log.debug("refused", { error: error.errorType, reason: error.message });
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html */
const pollMs = 60_000;
const firstDelayMs = 100;
const delayMsMax = 2_000;
const closingMs = 10_000;
