import type {
  MapState,
  StateMachineDefinition,
  StatesContainer,
} from "../language/state-machine.ts";
import { compileContainer } from "./compile/container.ts";
import type { CompiledState } from "./compiled-state.ts";

/** A definition with every path, template, expression, rule and error matcher parsed. Immutable. */
export interface Machine {
  readonly definition: StateMachineDefinition;
  readonly startAt: string;
  /** All states, of branches and inline processors too: names are unique in a state machine. */
  readonly states: ReadonlyMap<string, CompiledState>;
  readonly timeoutSeconds: number | undefined;
  /** The machine that a distributed Map's child executions run, by the Map's name. */
  readonly processors: ReadonlyMap<string, Machine>;
}

/** Compiles a valid definition. Throws where an expression cannot be parsed: validate first. */
export function compileMachine(definition: StateMachineDefinition): Machine {
  const states = new Map<string, CompiledState>();
  const processors = new Map<string, Machine>();
  compileContainer(definition, "JSONPath", {
    add: (state) => states.set(state.name, state),
    addProcessor: (name, map) => processors.set(name, compileProcessor(definition, map)),
  });
  return {
    definition,
    startAt: definition.StartAt,
    states,
    timeoutSeconds: definition.TimeoutSeconds,
    processors,
  };
}

/** The processor as a machine of its own; the outer query language is its default. */
function compileProcessor(outer: StateMachineDefinition, map: MapState): Machine {
  const processor: StatesContainer | undefined = map.ItemProcessor ?? map.Iterator;
  const { StartAt = "", States = {} } = processor ?? {};
  const QueryLanguage = processor?.QueryLanguage ?? outer.QueryLanguage ?? "JSONPath";
  return compileMachine({ StartAt, States, QueryLanguage });
}
