import type { TaskRequest } from "../../engine/ports.ts";
import type { LambdaEnvelope } from "./lambda-result.ts";

/** Where functions run: in this process, behind an endpoint, on AWS. */
export interface LambdaBackend {
  /** Whether it is the one to ask for this function. */
  has(functionName: string): boolean;
  /**
   * Invokes the function. Throws TaskError for what Lambda itself refuses, with the Error Name
   * and cause of the optimised integration; what the function reports is an answer.
   */
  invoke(call: LambdaCall): Promise<LambdaAnswer>;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export interface LambdaCall {
  /** A name, a partial or whole ARN; the version or alias may follow it. */
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  readonly invocationType: string;
  /** JSON. */
  readonly payload: string;
  /** Base64 of JSON. */
  readonly clientContext?: string | undefined;
  readonly logType?: string | undefined;
  readonly request: TaskRequest;
  readonly signal: AbortSignal;
}

export interface LambdaAnswer extends LambdaEnvelope {
  /** JSON; empty where the function's answer is not waited for. */
  readonly payload: string;
  /** `Handled` or `Unhandled`: the payload tells of an error. */
  readonly functionError?: string | undefined;
}
