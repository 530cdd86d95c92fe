import { Unparsable } from "../../data/assert-parsed.ts";
import { compileChoiceRule } from "../../data/choice-rule.ts";
import { compileJsonataField, compileJsonataTemplate } from "../../data/jsonata-template.ts";
import { runtimeError } from "../../data/states-error.ts";
import { parseResource } from "../../language/resource.ts";
import type {
  ChoiceRule,
  ChoiceState,
  MapState,
  QueryLanguage,
  State,
  StateByType,
  StatesContainer,
  StateType,
} from "../../language/state-machine.ts";
import type {
  CompiledBase,
  CompiledChoiceRule,
  CompiledState,
  CompiledStateByType,
} from "../compiled-state.ts";
import { compileDataFlow } from "./data-flow.ts";
import { compileCatchers, compileRetriers } from "./errors.ts";
import { compileText, secondsField } from "./fields.ts";
import { compileMap, isDistributed } from "./map.ts";
import { compileTemplate } from "./template.ts";
import { compileUntil } from "./wait.ts";

/** Takes what is compiled. */
export interface CompiledStates {
  add(state: CompiledState): void;
  addProcessor(name: string, map: MapState): void;
}

/** Compiles the states of a machine, branch or processor, and of all inside it. */
export function compileContainer(
  container: StatesContainer,
  outerLanguage: QueryLanguage,
  into: CompiledStates,
): void {
  const language = container.QueryLanguage ?? outerLanguage;
  for (const [name, state] of Object.entries(container.States)) {
    const jsonata = (state.QueryLanguage ?? language) === "JSONata";
    into.add(compileState(name, state, jsonata));
    for (const inner of innerContainers(name, state, into)) compileContainer(inner, language, into);
  }
}

function innerContainers(
  name: string,
  state: State,
  into: CompiledStates,
): readonly StatesContainer[] {
  if (state.Type === "Parallel") return state.Branches;
  if (state.Type !== "Map") return [];
  if (isDistributed(state)) {
    into.addProcessor(name, state);
    return [];
  }
  const processor = state.ItemProcessor ?? state.Iterator;
  return processor === undefined ? [] : [processor];
}

type Compile<T extends StateType> = (
  state: StateByType[T],
  base: CompiledBase<T>,
) => CompiledStateByType[T];

/** How each state type is compiled. */
const compilers: { readonly [T in StateType]: Compile<T> } = {
  Task: (state, base) => ({
    ...base,
    resource: parseResource(state.Resource),
    credentials:
      state.Credentials === undefined
        ? undefined
        : compileTemplate(state.Credentials, "Credentials", base.jsonata),
    timeoutSeconds: secondsField(state, "TimeoutSeconds", base.jsonata),
    heartbeatSeconds: secondsField(state, "HeartbeatSeconds", base.jsonata),
  }),
  Pass: (state, base) => ({ ...base, result: state.Result }),
  Choice: (state, base) => ({
    ...base,
    rules: state.Choices.map((rule, index) => compileRule(state, rule, index, base.jsonata)),
    defaultNext: state.Default,
  }),
  Wait: (state, base) => ({ ...base, until: compileUntil(state, base.jsonata) }),
  Succeed: (_state, base) => base,
  Fail: (state, base) => ({
    ...base,
    error: compileText(state.Error, state.ErrorPath, "Error", base.jsonata),
    cause: compileText(state.Cause, state.CausePath, "Cause", base.jsonata),
  }),
  Parallel: (state, base) => ({ ...base, branches: state.Branches.map(({ StartAt }) => StartAt) }),
  Map: compileMap,
};

/**
 * A state with a text that cannot be parsed, which validation warns of where AWS accepts it, fails
 * when it is entered.
 */
function compileState(name: string, state: State, jsonata: boolean): CompiledState {
  try {
    return compileSound(name, state, jsonata);
  } catch (error) {
    if (!(error instanceof Unparsable)) throw error;
    const { message } = error;
    const fail = () => {
      throw runtimeError(message);
    };
    const flow = { ...compileDataFlow({ Type: "Succeed" }, false), parameters: fail };
    const base = { type: state.Type, name, jsonata, next: undefined, flow };
    return { ...base, retriers: [], catchers: [], error: fail } as never;
  }
}

function compileSound(name: string, state: State, jsonata: boolean): CompiledState {
  const { Next, Retry, Catch } = state as { Next?: string; Retry?: []; Catch?: [] };
  const base: CompiledBase = {
    type: state.Type,
    name,
    jsonata,
    next: Next,
    flow: compileDataFlow(state, jsonata),
    retriers: Retry === undefined ? none : compileRetriers(Retry),
    catchers: Catch === undefined ? none : compileCatchers(Catch, jsonata),
  };
  return (compilers[state.Type] as Compile<StateType>)(state as never, base);
}

const none: readonly never[] = [];

function compileRule(
  state: ChoiceState,
  rule: ChoiceRule,
  index: number,
  jsonata: boolean,
): CompiledChoiceRule {
  const field = `Choices[${index}]`;
  const assign = rule.Assign;
  const condition = rule.Condition ?? false;
  return {
    matches: jsonata
      ? compileJsonataField(condition, `${field}/Condition`, ["boolean"])
      : compileChoiceRule(rule),
    next: rule.Next ?? state.Default ?? "",
    output:
      rule.Output === undefined
        ? undefined
        : compileJsonataTemplate(rule.Output, `${field}/Output`),
    assign: assign === undefined ? undefined : compileTemplate(assign, `${field}/Assign`, jsonata),
  } as CompiledChoiceRule;
}
