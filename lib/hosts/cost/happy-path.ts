import { type GraphNode, type GraphScope, stateGraph } from "../../language/graph.ts";
import { isJsonObject, type JsonValue } from "../../language/json.ts";
import { parseResource, type Resource } from "../../language/resource.ts";
import type { StateType } from "../../language/state-machine.ts";
import { noUsage, sum, times, type Usage } from "./usage.ts";

/** The way on which nothing fails. */
export interface HappyPath {
  /** The names of the states outside of branches and iterations, in their order. */
  readonly states: readonly string[];
  readonly usage: Usage;
}

/**
 * From StartAt to an end that is no Fail, if there is one: at a Choice by the first rule, else the
 * Default, that leads there by states not yet visited. Every branch is taken; a Map has that many
 * items.
 */
export function happyPath(definition: JsonValue, itemCount: number): HappyPath {
  const graph = stateGraph(definition);
  const path = pathOf(graph);
  const usage = sum([
    { ...noUsage, executions: 1 },
    ...path.map((node) => usageOf(node, itemCount)),
  ]);
  return { states: path.map(({ name }) => name), usage };
}

function pathOf(scope: GraphScope): GraphNode[] {
  const nodes = new Map(scope.nodes.map((node) => [node.name, node]));
  const goals = new Set(goalsOf(scope));
  const path: GraphNode[] = [];
  const visited = new Set<string>();
  let name = scope.startAt;
  while (name !== undefined && !visited.has(name)) {
    visited.add(name);
    const node = nodes.get(name);
    if (node === undefined) break;
    path.push(node);
    name = transitions(scope, name).find((to) => goals.has(to) && !visited.has(to));
  }
  return path;
}

/** The states from which a good end can be reached. */
function goalsOf(scope: GraphScope): string[] {
  const ends = scope.nodes.filter(({ isTerminal }) => isTerminal);
  const good = ends.filter(({ type }) => type !== "Fail");
  const goals = new Set((good.length > 0 ? good : ends).map(({ name }) => name));
  for (let before = -1; before !== goals.size; ) {
    before = goals.size;
    for (const { name } of scope.nodes) {
      if (transitions(scope, name).some((to) => goals.has(to))) goals.add(name);
    }
  }
  return [...goals];
}

function transitions({ edges }: GraphScope, from: string): string[] {
  return edges.filter((edge) => edge.from === from && edge.kind !== "catch").map(({ to }) => to);
}

function usageOf(node: GraphNode, itemCount: number): Usage {
  const own = usageByType[node.type]?.(node, itemCount) ?? noUsage;
  return sum([{ ...noUsage, states: 1 }, own]);
}

const usageByType: {
  readonly [T in StateType]?: (node: GraphNode, itemCount: number) => Usage;
} = {
  Task: ({ state }) => usageOfTask(parseResource(String(state.Resource))),
  Wait: () => ({ ...noUsage, waits: 1 }),
  Parallel: ({ scopes }, itemCount) =>
    sum(scopes.flatMap(pathOf).map((node) => usageOf(node, itemCount))),
  Map: ({ scopes, state }, itemCount) => {
    const item = sum(scopes.flatMap(pathOf).map((node) => usageOf(node, itemCount)));
    if (!isDistributed(state.ItemProcessor)) return times(item, itemCount);
    const children = times({ ...item, executions: 1 }, itemCount);
    return sum([{ ...noUsage, mapRuns: 1 }, children]);
  },
};

function usageOfTask(resource: Resource): Usage {
  if (resource.kind === "activity") return { ...noUsage, answers: 1 };
  const isAnswered = resource.kind === "service" && resource.pattern !== "requestResponse";
  return { ...noUsage, calls: 1, answers: isAnswered ? 1 : 0 };
}

function isDistributed(processor: JsonValue | undefined): boolean {
  const config = isJsonObject(processor) ? processor.ProcessorConfig : undefined;
  return isJsonObject(config) && config.Mode === "DISTRIBUTED";
}
