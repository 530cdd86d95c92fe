import type {
  MapState,
  ParallelState,
  QueryLanguage,
  State,
  StateMachineDefinition,
  StatesContainer,
} from "../../language/state-machine.ts";

/** The state under test and what it takes from the definition around it. */
export interface TestedState {
  readonly state: State;
  readonly queryLanguage: QueryLanguage;
  /** The Parallel and Map states that it is inside of, the innermost first. */
  readonly enclosing: readonly EnclosingState[];
}

export interface EnclosingState {
  readonly state: ParallelState | MapState;
  readonly queryLanguage: QueryLanguage;
}

/** Finds a state of that name, also inside Parallel and Map states. */
export function findState(
  definition: StateMachineDefinition,
  stateName: string,
): TestedState | undefined {
  const pending: Place[] = [{ container: definition, outerLanguage: "JSONPath", enclosing: [] }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { container, enclosing } = place;
    const outerLanguage = container.QueryLanguage ?? place.outerLanguage;
    for (const [name, state] of Object.entries(container.States)) {
      const queryLanguage = state.QueryLanguage ?? outerLanguage;
      if (name === stateName) return { state, queryLanguage, enclosing };
      if (state.Type !== "Parallel" && state.Type !== "Map") continue;
      const around = [{ state, queryLanguage }, ...enclosing];
      for (const inner of containersIn(state)) {
        pending.push({ container: inner, outerLanguage, enclosing: around });
      }
    }
  }
  return undefined;
}

interface Place {
  readonly container: StatesContainer;
  readonly outerLanguage: QueryLanguage;
  readonly enclosing: readonly EnclosingState[];
}

function containersIn(state: ParallelState | MapState): readonly StatesContainer[] {
  if (state.Type === "Parallel") return state.Branches;
  const processor = state.ItemProcessor ?? state.Iterator;
  return processor === undefined ? [] : [processor];
}
