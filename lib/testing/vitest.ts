import { expect } from "vitest";
import { type CheckResult, checks } from "./checks.ts";
import type { ExecutionView } from "./execution-view.ts";

/** Importing this file teaches vitest's `expect` the checks of executions. */
expect.extend(
  Object.fromEntries(
    Object.entries(checks).map(([name, check]) => [
      name,
      (received: unknown, ...wanted: unknown[]) => {
        const run = check as (execution: ExecutionView, ...wanted: unknown[]) => CheckResult;
        const { pass, message } = run(asExecution(received, name), ...wanted);
        return { pass, message: () => message };
      },
    ]),
  ),
);

function asExecution(received: unknown, matcher: string): ExecutionView {
  if (typeof received === "object" && received !== null && "status" in received) {
    return received as ExecutionView;
  }
  const hint = received instanceof Promise ? "a promise: await it first" : typeof received;
  throw new TypeError(`${matcher} looks at an execution, and was given ${hint}`);
}

interface ExecutionMatchers<R> {
  /** It ended with status SUCCEEDED. */
  toHaveSucceeded(): R;
  /** It failed, timed out or was stopped, with that Error Name and a cause that holds that text. */
  toHaveFailedWith(error?: string, cause?: string | RegExp): R;
  /** It ran out of its TimeoutSeconds. */
  toHaveTimedOut(): R;
  /** It was stopped. */
  toHaveBeenAborted(): R;
  /** It succeeded with exactly this output. */
  toHaveOutput(output: unknown): R;
  /** These states were entered, in this order; others may have been between them. */
  toHaveVisited(...states: string[]): R;
  /** These states were entered, in this order, and no others. */
  toHaveTakenPath(...states: string[]): R;
  /** The state's Task was tried again that many times; without a number: at least once. */
  toHaveRetried(state: string, times?: number): R;
}

declare module "vitest" {
  interface Matchers<T> extends ExecutionMatchers<T> {}
}
