import { conditionText } from "./graph/condition-text.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownValue } from "./json.ts";
import { pointerTo } from "./source/places.ts";
import type { StateType } from "./state-machine.ts";

/**
 * States and transitions of one list of states: the state machine's own, a Parallel branch's or
 * a Map processor's. No transition leaves its scope.
 */
export interface GraphScope {
  readonly kind: "stateMachine" | "branch" | "processor";
  /** JSON pointer to what has the StartAt and States: `""`, `/States/P/Branches/0`. */
  readonly pointer: string;
  /** The name of the first state; undefined if the definition has no such state. */
  readonly startAt: string | undefined;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** A state. */
export interface GraphNode {
  readonly name: string;
  readonly type: StateType;
  /** `/States/Ship`; unique in the graph. */
  readonly pointer: string;
  /** The state as the definition has it. */
  readonly state: JsonObject;
  /** Whether the scope may end with this state: End, Succeed or Fail. */
  readonly isTerminal: boolean;
  /** Of a Parallel, its branches; of a Map, its processor. */
  readonly scopes: readonly GraphScope[];
}

/** A transition that a state may make. */
export interface GraphEdge {
  readonly kind: "next" | "choice" | "default" | "catch";
  readonly from: string;
  readonly to: string;
  /** A Choice Rule in short, or the Error Names of a Catcher. */
  readonly label?: string;
  /** To the Next, Default, Choice Rule or Catcher: unique in the graph. */
  readonly pointer: string;
}

/**
 * The graph of a definition, valid or not: what is malformed is left out, and so are transitions
 * to states that do not exist.
 */
export function stateGraph(definition: JsonValue): GraphScope {
  return scopeGraph("stateMachine", definition, "");
}

/** Every scope of a graph, outer before inner. */
export function* scopesOf(graph: GraphScope): Generator<GraphScope> {
  yield graph;
  for (const node of graph.nodes) {
    for (const scope of node.scopes) yield* scopesOf(scope);
  }
}

function scopeGraph(kind: GraphScope["kind"], container: JsonValue, pointer: string): GraphScope {
  const owner = isJsonObject(container) ? container : {};
  const states = ownValue(owner, "States");
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const [name, state] of Object.entries(isJsonObject(states) ? states : {})) {
    if (!isJsonObject(state)) continue;
    const type = ownValue(state, "Type");
    if (!isStateType(type)) continue;
    const place = pointer + pointerTo(["States", name]);
    nodes.push(stateNode(name, type, state, place));
    edges.push(...transitions(name, type, state, place));
  }
  const names = new Set(nodes.map(({ name }) => name));
  const startAt = textOf(ownValue(owner, "StartAt"));
  return {
    kind,
    pointer,
    startAt: startAt !== undefined && names.has(startAt) ? startAt : undefined,
    nodes,
    edges: edges.filter(({ to }) => names.has(to)),
  };
}

function stateNode(name: string, type: StateType, state: JsonObject, pointer: string): GraphNode {
  const { isTerminal, scopes } = shapes[type];
  const ends = isTerminal || ownValue(state, "End") === true;
  return { name, type, pointer, state, isTerminal: ends, scopes: scopes?.(state, pointer) ?? [] };
}

interface Shape {
  readonly isTerminal: boolean;
  readonly scopes?: (state: JsonObject, pointer: string) => GraphScope[];
  readonly transitions?: (name: string, state: JsonObject, pointer: string) => GraphEdge[];
}

const plain: Shape = { isTerminal: false };

const shapes: { readonly [T in StateType]: Shape } = {
  Task: plain,
  Pass: plain,
  Choice: { isTerminal: false, transitions: choices },
  Wait: plain,
  Succeed: { isTerminal: true },
  Fail: { isTerminal: true },
  Parallel: { isTerminal: false, scopes: branches },
  Map: { isTerminal: false, scopes: processors },
};

function isStateType(type: JsonValue | undefined): type is StateType {
  return typeof type === "string" && Object.hasOwn(shapes, type);
}

function branches(state: JsonObject, pointer: string): GraphScope[] {
  return listOf(state, "Branches").map((branch, index) =>
    scopeGraph("branch", branch, pointer + pointerTo(["Branches", index])),
  );
}

/** #map-state: Iterator is the deprecated name of ItemProcessor. */
function processors(state: JsonObject, pointer: string): GraphScope[] {
  const key = ["ItemProcessor", "Iterator"].find((name) => Object.hasOwn(state, name));
  const processor = key === undefined ? undefined : ownValue(state, key);
  if (key === undefined || processor === undefined) return [];
  return [scopeGraph("processor", processor, pointer + pointerTo([key]))];
}

function transitions(name: string, type: StateType, state: JsonObject, at: string): GraphEdge[] {
  const next = textOf(ownValue(state, "Next"));
  const own: GraphEdge[] =
    next === undefined ? [] : [{ kind: "next", from: name, to: next, pointer: `${at}/Next` }];
  return [
    ...own,
    ...(shapes[type].transitions?.(name, state, at) ?? []),
    ...catches(name, state, at),
  ];
}

function choices(from: string, state: JsonObject, at: string): GraphEdge[] {
  const edges = listOf(state, "Choices").flatMap((rule, index): GraphEdge[] => {
    const to = isJsonObject(rule) ? textOf(ownValue(rule, "Next")) : undefined;
    if (to === undefined) return [];
    const pointer = at + pointerTo(["Choices", index]);
    return [{ kind: "choice", from, to, label: conditionText(rule), pointer }];
  });
  const otherwise = textOf(ownValue(state, "Default"));
  if (otherwise === undefined) return edges;
  return [...edges, { kind: "default", from, to: otherwise, pointer: `${at}/Default` }];
}

function catches(from: string, state: JsonObject, at: string): GraphEdge[] {
  return listOf(state, "Catch").flatMap((catcher, index): GraphEdge[] => {
    const to = isJsonObject(catcher) ? textOf(ownValue(catcher, "Next")) : undefined;
    if (to === undefined || !isJsonObject(catcher)) return [];
    const errors = listOf(catcher, "ErrorEquals").filter((error) => typeof error === "string");
    const pointer = at + pointerTo(["Catch", index]);
    return [{ kind: "catch", from, to, label: errors.join(", "), pointer }];
  });
}

function listOf(object: JsonObject, key: string): readonly JsonValue[] {
  const value = ownValue(object, key);
  return isJsonArray(value) ? value : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
