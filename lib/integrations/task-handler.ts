import { types } from "node:util";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { TaskContext } from "./task-context.ts";

/**
 * A function that stands for a Task's Resource: a plain function of the input, or a Lambda handler
 * `(event, context)` or `(event, context, callback)`. It returns the result or a promise of it.
 * To fail, it throws: the Error Name is the error's `name`.
 */
export type TaskHandler = HandlerMethod["handle"];

// A method: so that a handler may say more exactly what it takes.
interface HandlerMethod {
  handle(input: unknown, context: TaskContext, callback: LambdaCallback): unknown;
}

export type LambdaCallback = (error?: unknown, result?: unknown) => void;

/** Thrown by a handler to fail with exactly this Error Name and cause. */
export class TaskError extends Error {
  readonly error: string;
  override readonly cause: string | undefined;

  constructor(error: string, cause?: string) {
    super(cause === undefined ? error : `${error}: ${cause}`);
    this.name = error;
    this.error = error;
    this.cause = cause;
  }
}

/** Calls the handler as Lambda does: a third parameter makes it wait for the callback. */
export function callHandler(
  handler: TaskHandler,
  input: unknown,
  context: TaskContext,
): MaybePromise<unknown> {
  if (handler.length < 3) return handler(input, context, () => {});
  return new Promise((resolve, reject) => {
    const callback: LambdaCallback = (error, result) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    const answer = handler(input, context, callback);
    if (answer instanceof Promise) answer.then(resolve, reject);
  });
}

/** What a thrown value is to the workflow. Cause as Lambda's Node.js runtime writes it. */
export function failureOf(thrown: unknown): { readonly error: string; readonly cause?: string } {
  if (thrown instanceof TaskError) {
    const { error, cause } = thrown;
    return cause === undefined ? { error } : { error, cause };
  }
  if (!types.isNativeError(thrown)) {
    const cause = { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    return { error: typeof thrown, cause: JSON.stringify(cause) };
  }
  const trace = (thrown.stack ?? "").split("\n");
  const cause = { errorType: thrown.name, errorMessage: thrown.message, trace };
  return { error: thrown.name, cause: JSON.stringify(cause) };
}
