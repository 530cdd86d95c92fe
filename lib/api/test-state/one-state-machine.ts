import type {
  MapState,
  ParallelState,
  QueryLanguage,
  State,
  StateMachineDefinition,
} from "../../language/state-machine.ts";

/** The name under which AWS runs a tested state, whatever its own is. */
export const testedStateName = "StateName";

/** Where a tested state leads: what stands in for the state after it says how it was reached. */
export interface Target {
  readonly nextState: string;
  /** The Catcher that leads there. */
  readonly catchIndex?: number | undefined;
}

/**
 * A machine of just the tested state. States after it are stand-ins whose names `readTarget` takes
 * apart. A Parallel or Map does not run its branches or iterations: it asks for its result as a
 * Task or a Map Run does.
 */
export function oneStateMachine(
  state: State,
  queryLanguage: QueryLanguage,
): StateMachineDefinition {
  const targets = new Set<string>();
  const redirect = (nextState: string, catchIndex?: number): string => {
    const name = `${catchIndex ?? ""} ${nextState}`;
    targets.add(name);
    return name;
  };
  const tested = { ...redirected(standIn(state), redirect), QueryLanguage: queryLanguage } as State;
  return {
    StartAt: testedStateName,
    States: {
      [testedStateName]: tested,
      ...Object.fromEntries([...targets].map((name) => [name, standInState])),
    },
  };
}

/** Of JSONata, since it tells nothing of its data flow. */
const standInState = { Type: "Succeed", QueryLanguage: "JSONata" } as const;

export function readTarget(standInName: string): Target {
  const [, index = "", nextState = ""] = /^(\d*) (.*)$/s.exec(standInName) ?? [];
  return { nextState, ...(index !== "" && { catchIndex: Number(index) }) };
}

function redirected(
  state: State,
  redirect: (nextState: string, catchIndex?: number) => string,
): State {
  if (state.Type === "Choice") {
    return {
      ...state,
      Choices: state.Choices.map((rule) =>
        rule.Next === undefined ? rule : { ...rule, Next: redirect(rule.Next) },
      ),
      ...(state.Default !== undefined && { Default: redirect(state.Default) }),
    };
  }
  if (state.Type === "Succeed" || state.Type === "Fail") return state;
  const next = state.Next === undefined ? state : { ...state, Next: redirect(state.Next) };
  if (!("Catch" in next) || next.Catch === undefined) return next;
  const catchers = next.Catch.map((catcher, index) => ({
    ...catcher,
    Next: redirect(catcher.Next, index),
  }));
  return { ...next, Catch: catchers };
}

function standIn(state: State): State {
  if (state.Type === "Parallel") return parallelAsTask(state);
  return state.Type === "Map" ? mapWithoutIterations(state) : state;
}

function parallelAsTask({ Branches: _, ...state }: ParallelState): State {
  return { ...state, Type: "Task", Resource: "arn:aws:lambda:::function:branches" };
}

function mapWithoutIterations({ Iterator, ...state }: MapState): State {
  const { ProcessorConfig } = state.ItemProcessor ?? Iterator ?? {};
  return {
    ...state,
    ItemProcessor: {
      ...(ProcessorConfig !== undefined && { ProcessorConfig }),
      StartAt: "Item",
      States: { Item: { Type: "Succeed" } },
    },
  };
}
