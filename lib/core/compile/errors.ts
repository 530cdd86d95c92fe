import { plainNumber } from "../../data/document.ts";
import type { Catcher, Retrier } from "../../language/state-machine.ts";
import type { CompiledCatcher, CompiledRetrier } from "../compiled-state.ts";
import { compileOptional, compileResultPath } from "./data-flow.ts";

/** #retrying-after-error: with the defaults filled in. */
export function compileRetriers(retriers: readonly Retrier[]): readonly CompiledRetrier[] {
  return retriers.map((retrier) => ({
    errorEquals: retrier.ErrorEquals,
    intervalSeconds: plainNumber(retrier.IntervalSeconds ?? 1),
    maxAttempts: plainNumber(retrier.MaxAttempts ?? 3),
    backoffRate: plainNumber(retrier.BackoffRate ?? 2),
    maxDelaySeconds: plainNumber(retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY),
    fullJitter: retrier.JitterStrategy === "FULL",
  }));
}

/** #fallback-states */
export function compileCatchers(
  catchers: readonly Catcher[],
  jsonata: boolean,
): readonly CompiledCatcher[] {
  return catchers.map((catcher, index) => ({
    errorEquals: catcher.ErrorEquals,
    next: catcher.Next,
    resultPath: compileResultPath(catcher.ResultPath),
    output: compileOptional(jsonata ? catcher.Output : undefined, `Catch[${index}]/Output`, true),
    assign: compileOptional(catcher.Assign, `Catch[${index}]/Assign`, jsonata),
  }));
}
