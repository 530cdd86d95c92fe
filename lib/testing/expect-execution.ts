import { AssertionError } from "node:assert";
import { type CheckResult, checks } from "./checks.ts";
import type { ExecutionView } from "./execution-view.ts";

type Checks = typeof checks;
/** What the check is given besides the execution. */
type Wanted<K extends keyof Checks> =
  Parameters<Checks[K]> extends readonly [ExecutionView, ...infer W] ? W : never;

/** Each check as a method that throws an AssertionError; chainable. */
export type ExecutionExpectation = {
  readonly [K in keyof Checks]: (...wanted: Wanted<K>) => ExecutionExpectation;
} & { readonly not: ExecutionExpectation };

/** The matchers of `stepwright/vitest` for any test runner: `expectExecution(e).toHave…()`. */
export function expectExecution(execution: ExecutionView): ExecutionExpectation {
  return expectation(execution, true);
}

function expectation(execution: ExecutionView, wantsPass: boolean): ExecutionExpectation {
  const made: { [name: string]: unknown } = {};
  for (const [name, check] of Object.entries(checks)) {
    const run = check as (execution: ExecutionView, ...wanted: unknown[]) => CheckResult;
    made[name] = (...wanted: unknown[]) => {
      const { pass, message } = run(execution, ...wanted);
      if (pass !== wantsPass) throw new AssertionError({ message });
      return made;
    };
  }
  Object.defineProperty(made, "not", { get: () => expectation(execution, !wantsPass) });
  return made as unknown as ExecutionExpectation;
}
