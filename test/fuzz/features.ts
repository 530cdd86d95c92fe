import { intrinsicNames } from "../../lib/language/grammar/intrinsic-names.ts";
import { comparisonOperators } from "./operators.ts";

const stateTypes = ["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"];

/** What a definition may contain, and how its JSON text shows it. */
const signs: readonly (readonly [string, RegExp])[] = [
  ...stateTypes.map((type) => [type, new RegExp(`"Type":"${type}"`)] as const),
  ...comparisonOperators.map(([name]) => [name, new RegExp(`"${name}":`)] as const),
  ...["And", "Or", "Not"].map((name) => [name, new RegExp(`"${name}":`)] as const),
  ...intrinsicNames.map((name) => [name, new RegExp(`${name}\\(`)] as const),
  ["Condition", /"Condition":/],
  ["Retry", /"Retry":\[\{/],
  ["Catch", /"Catch":\[\{/],
  ["Map inline", /"ItemProcessor":(?!.*"Mode":"DISTRIBUTED")/],
  ["Map distributed", /"Mode":"DISTRIBUTED"/],
  ["JSONata", /"QueryLanguage":"JSONata"/],
  ["Assign", /"Assign":/],
];

/** Counts how often each feature of the language occurred in definitions that were run. */
export class FeatureCount {
  readonly counts = new Map<string, number>(signs.map(([name]) => [name, 0]));

  add(definition: unknown): void {
    const text = JSON.stringify(definition);
    for (const [name, sign] of signs) {
      if (sign.test(text)) this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    }
  }

  /** Features that never occurred. */
  missing(): string[] {
    return [...this.counts].filter(([, count]) => count === 0).map(([name]) => name);
  }
}
