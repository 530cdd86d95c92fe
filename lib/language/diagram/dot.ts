import type { GraphEdge, GraphNode, GraphScope } from "../graph.ts";
import type { StateType } from "../state-machine.ts";
import { detailOf } from "./details.ts";
import { shortLabel } from "./short-text.ts";
import { typeColours } from "./svg-style.ts";

/** A state graph in Graphviz's language. https://graphviz.org/doc/info/lang.html */
export function dotDiagram(graph: GraphScope): string {
  const start = graph.nodes.find(({ name }) => name === graph.startAt);
  const ends = graph.nodes.filter(({ state }) => state.End === true);
  const lines = [
    "digraph StateMachine {",
    "  compound=true; rankdir=TB; nodesep=0.4; fontname=Helvetica;",
    '  node [fontname=Helvetica, fontsize=11, style="rounded,filled", fillcolor=white];',
    "  edge [fontname=Helvetica, fontsize=9];",
    ...scopeLines(graph, "  "),
    ...(start
      ? ['  start [shape=circle, style=filled, fillcolor=black, label="", width=0.2];']
      : []),
    ...(start ? [`  start -> ${arrowTo(start, [])};`] : []),
    ...(ends.length > 0
      ? ['  finish [shape=doublecircle, style=filled, fillcolor=black, label="", width=0.15];']
      : []),
    ...ends.map((node) => `  ${id(lastWithin(node))} -> finish${attributes(tail(node))};`),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function scopeLines(scope: GraphScope, indent: string): string[] {
  const byName = new Map(scope.nodes.map((node) => [node.name, node]));
  return [
    ...scope.nodes.flatMap((node) => nodeLines(node, indent)),
    ...scope.edges.flatMap((edge) => edgeLines(edge, byName, indent)),
  ];
}

/** A state with inner states is a cluster, with one more for each branch. */
function nodeLines(node: GraphNode, indent: string): string[] {
  const colour = typeColours[node.type];
  const label = `label=${quoted(`${node.name}\n${shortLabel(detailOf(node))}`)}`;
  if (!hasStatesWithin(node)) {
    return [`${indent}${id(node)} [${label}, shape=${shapes[node.type]}, color="${colour}"];`];
  }
  const inner = node.scopes.flatMap((scope, index) =>
    scope.kind === "branch"
      ? [
          `${indent}  subgraph ${quoted(`cluster ${scope.pointer}`)} {`,
          `${indent}    label="${index + 1}"; style=dashed; color=gray;`,
          ...scopeLines(scope, `${indent}    `),
          `${indent}  }`,
        ]
      : scopeLines(scope, `${indent}  `),
  );
  return [
    `${indent}subgraph ${clusterId(node)} {`,
    `${indent}  ${label}; style=rounded; color="${colour}";`,
    ...inner,
    `${indent}}`,
  ];
}

const shapes: { readonly [T in StateType]: string } = {
  Task: "box",
  Pass: "box",
  Choice: "diamond",
  Wait: "box",
  Succeed: "oval",
  Fail: "oval",
  Parallel: "box",
  Map: "box",
};

function edgeLines(
  { kind, from, to, label }: GraphEdge,
  byName: ReadonlyMap<string, GraphNode>,
  indent: string,
): string[] {
  const source = byName.get(from);
  const target = byName.get(to);
  if (!source || !target) return [];
  const text = kind === "default" ? "otherwise" : label;
  const given = [
    ...tail(source),
    ...(text ? [`label=${quoted(shortLabel(text))}`] : []),
    ...(kind === "catch" ? ['style=dashed, color="#cf222e", fontcolor="#cf222e"'] : []),
  ];
  return [`${indent}${id(lastWithin(source))} -> ${arrowTo(target, given)};`];
}

/** An edge goes to a state in a cluster, and is cut off at the cluster's border. */
function arrowTo(target: GraphNode, given: readonly string[]): string {
  const head = hasStatesWithin(target) ? [`lhead=${clusterId(target)}`] : [];
  return `${id(firstWithin(target))}${attributes([...given, ...head])}`;
}

function tail(source: GraphNode): string[] {
  return hasStatesWithin(source) ? [`ltail=${clusterId(source)}`] : [];
}

function attributes(given: readonly string[]): string {
  return given.length === 0 ? "" : ` [${given.join(", ")}]`;
}

function hasStatesWithin(node: GraphNode): boolean {
  return node.scopes.some(({ nodes }) => nodes.length > 0);
}

function firstWithin(node: GraphNode): GraphNode {
  const scope = node.scopes.find(({ nodes }) => nodes.length > 0);
  const first = scope?.nodes.find(({ name }) => name === scope.startAt) ?? scope?.nodes[0];
  return first ? firstWithin(first) : node;
}

function lastWithin(node: GraphNode): GraphNode {
  const scope = node.scopes.find(({ nodes }) => nodes.length > 0);
  const last = scope?.nodes.findLast(({ isTerminal }) => isTerminal) ?? scope?.nodes.at(-1);
  return last ? lastWithin(last) : node;
}

function id(node: GraphNode): string {
  return quoted(node.pointer);
}

function clusterId(node: GraphNode): string {
  return quoted(`cluster ${node.pointer}`);
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
