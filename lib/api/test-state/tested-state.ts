import type {
  QueryLanguage,
  State,
  StateMachineDefinition,
  StatesContainer,
} from "../../language/state-machine.ts";

/** The state under test and what it takes from the definition around it. */
export interface TestedState {
  readonly state: State;
  readonly queryLanguage: QueryLanguage;
  /** It is one of the states of a Map's processor. */
  readonly insideMap: boolean;
}

/** Finds a state of that name, also inside Parallel and Map states. */
export function findState(
  definition: StateMachineDefinition,
  stateName: string,
): TestedState | undefined {
  const pending: Place[] = [{ container: definition, outerLanguage: "JSONPath", insideMap: false }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { container, insideMap } = place;
    const outerLanguage = container.QueryLanguage ?? place.outerLanguage;
    for (const [name, state] of Object.entries(container.States)) {
      if (name === stateName) {
        return { state, queryLanguage: state.QueryLanguage ?? outerLanguage, insideMap };
      }
      for (const inner of containersIn(state)) {
        const innerMap = insideMap || state.Type === "Map";
        pending.push({ container: inner, outerLanguage, insideMap: innerMap });
      }
    }
  }
  return undefined;
}

interface Place {
  readonly container: StatesContainer;
  readonly outerLanguage: QueryLanguage;
  readonly insideMap: boolean;
}

function containersIn(state: State): readonly StatesContainer[] {
  if (state.Type === "Parallel") return state.Branches;
  const processor = state.Type === "Map" ? (state.ItemProcessor ?? state.Iterator) : undefined;
  return processor === undefined ? [] : [processor];
}
