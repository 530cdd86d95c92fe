import { ApiError } from "../../api/api-error.ts";
import {
  errorAnswer,
  type ProtocolAnswer,
  readBody,
  readTarget,
  successAnswer,
} from "../../api/protocol.ts";
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
import type { LambdaOperations } from "./lambda-operations.ts";
import type { LambdaWorld } from "./lambda-world.ts";

/** What a client of `stepwright/client` invokes with: a request as it would be sent by HTTP. */
export interface InvokedRequest {
  readonly "x-amz-target": string;
  readonly body: string;
}

export type ApiEvent = FunctionUrlEvent | InvokedRequest | DirectInvocation;

/** The Step Functions API behind a Function URL, and for whoever may invoke the function. */
export class LambdaApi {
  private readonly world: LambdaWorld;
  private readonly operations: LambdaOperations;

  constructor(world: LambdaWorld, operations: LambdaOperations) {
    this.world = world;
    this.operations = operations;
  }

  async handle(event: ApiEvent, context: FunctionContext): Promise<object> {
    this.world.invocation.begin(context);
    try {
      if (isFunctionUrlEvent(event)) return await this.answerUrl(event, context);
      if ("x-amz-target" in event) return await this.answerRequest(event, context);
      return await this.perform(event, context);
    } finally {
      await this.world.rest();
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
      const text = await this.operations.call(operation, readBody(body), context);
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
      return JSON.parse(await this.operations.call(operation, written, context));
    } catch (error) {
      this.report(error);
      const isThere = error instanceof ApiError && error.errorType === "ExecutionAlreadyExists";
      if (isRedelivered === true && isThere) return {};
      throw error;
    }
  }

  private report(error: unknown): void {
    const { log } = this.world.parts;
    if (!(error instanceof ApiError)) log.error("failed", faultFields(error));
    else log.debug("refused", { error: error.errorType, reason: error.message });
  }
}
