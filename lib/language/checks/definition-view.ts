import { parseJsonata } from "../grammar/jsonata.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownValue } from "../json.ts";
import { hasPlaceholder } from "../placeholder.ts";
import { pointerTo } from "../source/places.ts";
import type { QueryLanguage, StateMachineType, StateType } from "../state-machine.ts";
import { type Part, partsOf } from "./parts.ts";

/**
 * A definition as the checks see it: every state with its place, found once. It is made of any
 * object, however wrong.
 */
export interface DefinitionView {
  readonly fields: JsonObject;
  readonly language: QueryLanguage;
  readonly machineType: StateMachineType;
  /** True if what AWS refuses is refused, though other interpreters run it. */
  readonly strict: boolean;
  /** Whether a text may stand for any other: it has a placeholder. Never, if `strict`. */
  readonly isOpen: (text: string) => boolean;
  /** parseJsonata, once for each expression: several checks ask. */
  readonly parseExpression: typeof parseJsonata;
  /** The outermost first, then level by level. */
  readonly scopes: readonly ScopeView[];
  /** In the order of their scopes. */
  readonly states: readonly StateView[];
}

/** A state machine, branch or item processor: what transitions cannot leave. */
export interface ScopeView {
  readonly kind: "machine" | "branch" | "processor";
  readonly fields: JsonObject;
  readonly pointer: string;
  readonly states: ReadonlyMap<string, StateView>;
  /** The Parallel or Map state that it belongs to. */
  readonly owner?: StateView;
  /** True if each run of it is an execution of its own: the machine, a distributed Map's items. */
  readonly startsExecution: boolean;
}

export interface StateView {
  readonly name: string;
  readonly fields: JsonObject;
  /** Undefined if there is no such type. */
  readonly type: StateType | undefined;
  readonly pointer: string;
  readonly language: QueryLanguage;
  readonly scope: ScopeView;
  /** The state itself, then the objects in it that have fields of their own. */
  readonly parts: readonly Part[];
}

/** Finds the states of a definition. */
export function viewDefinition(
  fields: JsonObject,
  machineType: StateMachineType,
  strict: boolean,
): DefinitionView {
  const language = languageOf(fields, "JSONPath");
  const root = { kind: "machine", fields, pointer: "", startsExecution: true } as const;
  const scopes: ScopeView[] = [];
  const states: StateView[] = [];
  const pending: Omit<ScopeView, "states">[] = [root];
  for (const next of pending) {
    const scope = { ...next, states: new Map<string, StateView>() };
    scopes.push(scope);
    for (const state of statesOf(scope, language)) {
      scope.states.set(state.name, state);
      states.push(state);
      for (const inner of scopesOf(state)) pending.push(inner);
    }
  }
  const isOpen = strict ? () => false : hasPlaceholder;
  const parseExpression = memoized(parseJsonata);
  return { fields, language, machineType, strict, isOpen, parseExpression, scopes, states };
}

function memoized<T>(parse: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? parse(text);
    known.set(text, found);
    return found;
  };
}

function* statesOf(scope: ScopeView, machineLanguage: QueryLanguage): Generator<StateView> {
  const states = ownValue(scope.fields, "States");
  if (!isJsonObject(states)) return;
  for (const name of Object.keys(states)) {
    const fields = ownValue(states, name);
    if (!isJsonObject(fields)) continue;
    const type = ownValue(fields, "Type");
    const pointer = `${scope.pointer}/States${pointerTo([name])}`;
    yield {
      name,
      fields,
      type: isStateType(type) ? type : undefined,
      pointer,
      language: languageOf(fields, machineLanguage),
      scope,
      parts: partsOf(fields, pointer),
    };
  }
}

function* scopesOf(owner: StateView): Generator<Omit<ScopeView, "states">> {
  const { fields, pointer } = owner;
  const branches = owner.type === "Parallel" ? ownValue(fields, "Branches") : undefined;
  for (const [index, branch] of (isJsonArray(branches) ? branches : []).entries()) {
    if (!isJsonObject(branch)) continue;
    const branchPointer = `${pointer}/Branches/${index}`;
    yield { kind: "branch", fields: branch, pointer: branchPointer, owner, startsExecution: false };
  }
  for (const field of owner.type === "Map" ? ["ItemProcessor", "Iterator"] : []) {
    const processor = ownValue(fields, field);
    if (!isJsonObject(processor)) continue;
    const startsExecution = isDistributed(processor);
    const processorPointer = `${pointer}/${field}`;
    yield {
      kind: "processor",
      fields: processor,
      pointer: processorPointer,
      owner,
      startsExecution,
    };
  }
}

/** Whether an ItemProcessor runs its iterations as child executions. */
export function isDistributed(processor: JsonObject): boolean {
  const config = ownValue(processor, "ProcessorConfig");
  return isJsonObject(config) && ownValue(config, "Mode") === "DISTRIBUTED";
}

/**
 * AWS takes whatever is there for JSONata unless it is "JSONPath" to the letter (observed by users
 * of ValidateStateMachineDefinition; it names the wrong value apart from that).
 */
function languageOf(fields: JsonObject, inherited: QueryLanguage): QueryLanguage {
  const language = ownValue(fields, "QueryLanguage");
  if (language === undefined) return inherited;
  if (typeof language === "string" && hasPlaceholder(language)) return inherited;
  return language === "JSONPath" ? "JSONPath" : "JSONata";
}

function isStateType(value: JsonValue | undefined): value is StateType {
  return typeof value === "string" && Object.hasOwn(stateTypes, value);
}

const stateTypes: { readonly [T in StateType]: true } = {
  Task: true,
  Pass: true,
  Choice: true,
  Wait: true,
  Succeed: true,
  Fail: true,
  Parallel: true,
  Map: true,
};
