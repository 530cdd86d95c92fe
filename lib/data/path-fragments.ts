import type { PathStep } from "../language/grammar/path-syntax.ts";

/** Steps as Jayway writes them: `['a'][0][*]`. */
export function stepFragments(steps: readonly PathStep[]): string {
  return steps.map(fragment).join("");
}

/** A path as Jayway writes it: `$['a'][0][*]`. */
export function pathFragments(steps: readonly PathStep[]): string {
  return `$${stepFragments(steps)}`;
}

function fragment(step: PathStep): string {
  switch (step.type) {
    case "child":
      return `['${step.name}']`;
    case "children":
      return `[${step.names.map((name) => `'${name}'`).join(", ")}]`;
    case "index":
      return `[${step.index}]`;
    case "fromEnd":
      return `[@.size()-${step.distance}]`;
    case "indexes":
      return `[${step.indexes.join(",")}]`;
    case "slice":
      return `[${step.from ?? ""}:${step.to ?? ""}]`;
    case "wildcard":
      return "[*]";
    case "descent":
      return "..";
    case "filter":
      return "[?]";
  }
}
