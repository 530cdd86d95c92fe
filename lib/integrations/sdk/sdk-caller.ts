import type { TaskRequest } from "../../engine/ports.ts";
import type { JsonObject } from "../../language/json.ts";
import type { MemberNaming } from "./sdk-casing.ts";

/**
 * Calls AWS services through the SDK clients of the user's project. Parameters are in Step
 * Functions' casing, and so are answers.
 */
export interface SdkCaller {
  /**
   * One attempt, no retries. Throws SdkFailure for what the service or the network refuses,
   * TaskError for what keeps the call from being made (a missing package, an unknown action).
   */
  call(call: SdkCall): Promise<SdkAnswer>;
}

export interface SdkCall {
  /** The service as `aws-sdk:` Resources name it: `sqs`, `secretsmanager`. */
  readonly service: string;
  /** `sendMessage`. */
  readonly action: string;
  readonly parameters: JsonObject;
  /** Of the answer's members. @default "java" */
  readonly naming?: MemberNaming | undefined;
  /** Whose region, Credentials and bound apply. */
  readonly request: TaskRequest;
  readonly signal: AbortSignal;
  /** Of an attempt that may be made again: the service hears it, where it takes one. */
  readonly idempotencyKey?: string | undefined;
}

export interface SdkAnswer {
  readonly output: JsonObject;
  readonly statusCode: number;
  readonly requestId: string;
  /** As the service sent them. */
  readonly headers: { readonly [name: string]: string };
}

/** What the service, or the way to it, refused. How it is worded is the integration's matter. */
export class SdkFailure extends Error {
  /** `DynamoDb`: the service in Error Names. */
  readonly service: string;
  /** The API model's name of the error, where the model has it. */
  readonly modelled: string | undefined;
  /** The code that the service sent. */
  readonly code: string;
  /** Undefined: no answer came at all. */
  readonly statusCode: number | undefined;
  readonly requestId: string;
  readonly extendedRequestId: string | undefined;

  constructor(message: string, details: Omit<SdkFailureDetails, "message">) {
    super(message);
    this.name = "SdkFailure";
    this.service = details.service;
    this.modelled = details.modelled;
    this.code = details.code;
    this.statusCode = details.statusCode;
    this.requestId = details.requestId;
    this.extendedRequestId = details.extendedRequestId;
  }
}

type SdkFailureDetails = Omit<SdkFailure, "name" | "stack" | "cause">;
