import { viewDefinition } from "./checks/definition-view.ts";
import { referencesIn } from "./checks/variable-references.ts";
import type { JsonObject } from "./json.ts";

/**
 * The variables that each state reads, sorted, as DescribeStateMachine answers: states without any
 * are left out, nested states stand beside the outer ones.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
 */
export function variableReferences(definition: JsonObject): ReadonlyMap<string, readonly string[]> {
  const references = new Map<string, readonly string[]>();
  const view = viewDefinition(definition, "STANDARD", true);
  for (const state of view.states) {
    const names = new Set([...referencesIn(state, view)].map(({ name }) => name));
    if (names.size > 0) references.set(state.name, [...names].toSorted());
  }
  return references;
}
