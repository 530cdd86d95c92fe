import { type GraphEdge, type GraphNode, type GraphScope, scopesOf } from "../graph.ts";
import type { StateType } from "../state-machine.ts";
import { detailOf } from "./details.ts";
import { shortLabel } from "./short-text.ts";
import { typeColours } from "./svg-style.ts";

/**
 * A state graph as a Mermaid flowchart, which GitHub, GitLab and many editors draw.
 * https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaidDiagram(graph: GraphScope): string {
  const ids = new Map<string, string>();
  for (const scope of scopesOf(graph)) {
    for (const node of scope.nodes) ids.set(node.pointer, `s${ids.size + 1}`);
  }
  const idOf = (node: GraphNode): string => ids.get(node.pointer) ?? "";
  const used = new Set([...scopesOf(graph)].flatMap(({ nodes }) => nodes.map(({ type }) => type)));
  const styles = [...used].map(
    (type) => `  classDef ${type} stroke:${typeColours[type]},stroke-width:2px`,
  );
  return `${["flowchart TD", ...scopeLines(graph, idOf, "  "), ...discLines(graph, idOf), ...styles].join("\n")}\n`;
}

function scopeLines(
  scope: GraphScope,
  idOf: (node: GraphNode) => string,
  indent: string,
): string[] {
  const byName = new Map(scope.nodes.map((node) => [node.name, idOf(node)]));
  return [
    ...scope.nodes.flatMap((node) => nodeLines(node, idOf, indent)),
    ...scope.edges.map((edge) => indent + edgeText(edge, byName)),
  ];
}

/** A state with inner scopes is a subgraph, with one more for each branch. */
function nodeLines(node: GraphNode, idOf: (node: GraphNode) => string, indent: string): string[] {
  const id = idOf(node);
  const inner = node.scopes.filter(({ nodes }) => nodes.length > 0);
  if (inner.length === 0) {
    const [open, close] = brackets[node.type];
    return [`${indent}${id}${open}"${label(node)}"${close}:::${node.type}`];
  }
  const scopes = inner.flatMap((scope, index) => {
    const lines = scopeLines(scope, idOf, `${indent}    `);
    if (scope.kind !== "branch") return lines;
    const title = `${indent}  subgraph ${id}b${index + 1}["${index + 1}"]`;
    return [title, ...lines, `${indent}  end`];
  });
  const title = `${indent}subgraph ${id}["${escapeLabel(node.name)}"]`;
  return [title, ...scopes, `${indent}end`, `${indent}class ${id} ${node.type}`];
}

const brackets: { readonly [T in StateType]: readonly [string, string] } = {
  Task: ["[", "]"],
  Pass: ["[", "]"],
  Choice: ["{", "}"],
  Wait: ["([", "])"],
  Succeed: ["([", "])"],
  Fail: ["([", "])"],
  Parallel: ["[[", "]]"],
  Map: ["[[", "]]"],
};

function discLines(graph: GraphScope, idOf: (node: GraphNode) => string): string[] {
  const start = graph.nodes.find(({ name }) => name === graph.startAt);
  const ends = graph.nodes.filter(({ state }) => state.End === true);
  return [
    ...(start ? ['  start(("start"))', `  start --> ${idOf(start)}`] : []),
    ...(ends.length > 0 ? ['  finish((("end")))'] : []),
    ...ends.map((node) => `  ${idOf(node)} --> finish`),
  ];
}

function edgeText(edge: GraphEdge, byName: ReadonlyMap<string, string>): string {
  const arrow = edge.kind === "catch" ? "-.->" : "-->";
  const text = edge.kind === "default" ? "otherwise" : edge.label;
  const middle = text ? `|"${escapeLabel(shortLabel(text))}"|` : "";
  return `${byName.get(edge.from)} ${arrow}${middle} ${byName.get(edge.to)}`;
}

function label(node: GraphNode): string {
  return `${escapeLabel(node.name)}<br/><small>${escapeLabel(shortLabel(detailOf(node)))}</small>`;
}

/** Mermaid's labels are in quotes and may hold HTML; a character is escaped by its number. */
function escapeLabel(text: string): string {
  return text.replace(/["#<>&`\\%{};\p{Cc}]/gu, (character) => `#${character.codePointAt(0)};`);
}
