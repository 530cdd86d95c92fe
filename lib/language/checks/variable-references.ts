import type { Diagnostic } from "../diagnostic.ts";
import { warning } from "../diagnostic-codes.ts";
import { isJsonataExpression } from "../grammar/jsonata.ts";
import { didYouMean } from "../suggestion.ts";
import { assignmentsOf } from "./assignments.ts";
import type { Check } from "./check.ts";
import type { DefinitionView, ScopeView, StateView } from "./definition-view.ts";
import { expressionTexts } from "./expression-fields.ts";
import { expressionBody } from "./jsonata-expressions.ts";
import { pathTexts } from "./path-fields.ts";
import { outerScopes } from "./variable-scopes.ts";

/**
 * A variable that is read belongs to the reader's scope or to one around it. AWS accepts others,
 * and their executions fail. #variable-scope
 */
export const variableReferences: Check = function* (view) {
  const assigned = new Map<ScopeView, ReadonlySet<string>>();
  const anywhere = new Set<string>();
  for (const scope of view.scopes) {
    const names = new Set<string>();
    for (const state of scope.states.values()) {
      for (const { name } of assignmentsOf(state)) names.add(name);
    }
    for (const name of names) anywhere.add(name);
    assigned.set(scope, names);
  }
  for (const scope of view.scopes) {
    const visible = new Set<string>();
    for (const around of [scope, ...outerScopes(scope)]) {
      for (const name of assigned.get(around) ?? []) visible.add(name);
    }
    for (const state of scope.states.values()) {
      for (const reference of referencesIn(state, view)) {
        if (!visible.has(reference.name)) yield fault(reference, visible, anywhere);
      }
    }
  }
};

interface Reference {
  readonly name: string;
  readonly pointer: string;
}

/** The variables that a state reads, wherever it does. A name may occur more than once. */
export function* referencesIn(state: StateView, view: DefinitionView): Generator<Reference> {
  for (const part of state.parts) {
    if (state.language === "JSONPath") {
      for (const { variables, pointer } of pathTexts(part)) {
        for (const name of variables) yield { name, pointer };
      }
      continue;
    }
    for (const { value, pointer } of expressionTexts(part)) {
      if (!isJsonataExpression(value) || view.isOpen(value)) continue;
      const parsed = view.parseExpression(expressionBody(value, false));
      for (const { name } of parsed.ok ? parsed.variables : []) yield { name, pointer };
    }
  }
}

function fault(
  { name, pointer }: Reference,
  visible: ReadonlySet<string>,
  anywhere: ReadonlySet<string>,
): Diagnostic {
  if (anywhere.has(name)) {
    const message = `the variable $${name} is assigned in another branch or iteration, and not seen here`;
    return warning("VARIABLE_OUT_OF_SCOPE", pointer, message);
  }
  const message = `no state assigns the variable $${name}${didYouMean(name, visible)}`;
  return warning("UNDEFINED_VARIABLE", pointer, message);
}
