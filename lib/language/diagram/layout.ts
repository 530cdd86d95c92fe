import { type EdgeLabel, Graph, layout, type NodeLabel } from "@dagrejs/dagre";
import type { GraphScope } from "../graph.ts";
import {
  type Box,
  type Disc,
  type EdgeLine,
  idOf,
  type NodeBox,
  type Point,
  type ScopeBox,
} from "./laid-out.ts";
import { type Line, linesOf, spreadEnds } from "./lines.ts";
import { nodeBox } from "./node-box.ts";
import { straightInRanks } from "./ranks.ts";

/**
 * Lays a state graph out from top to bottom. Inner scopes come first: no transition leaves them,
 * so that each is a box of known size in the scope around it. Throws RangeError for a scope of
 * more than 1,000 states, which nobody could read.
 */
export function layoutGraph(graph: GraphScope): ScopeBox {
  if (graph.nodes.length > statesMax) {
    throw new RangeError(
      `${graph.nodes.length} states side by side are too many to lay out; ${statesMax} are possible`,
    );
  }
  const nodes = graph.nodes.map((node) => nodeBox(node, layoutGraph));
  const lines = linesOf(graph);
  const discs = discsOf(lines);
  const boxes = new Map<string, NodeBox | Disc>(nodes.map((box) => [idOf(box.node.name), box]));
  for (const disc of discs) boxes.set(disc.kind, disc);
  const placed = place(boxes, lines, nodes.length);
  const movedTo = <T extends Box>(box: T, id: string): T => ({ ...box, ...placed.corners.get(id) });
  const movedNodes = nodes.map((box) => movedTo(box, idOf(box.node.name)));
  const movedDiscs = discs.map((disc) => movedTo(disc, disc.kind));
  const movedBoxes = new Map<string, Box>(movedNodes.map((box) => [idOf(box.node.name), box]));
  for (const disc of movedDiscs) movedBoxes.set(disc.kind, disc);
  return {
    scope: graph,
    x: 0,
    y: 0,
    width: placed.width,
    height: placed.height,
    nodes: movedNodes,
    discs: movedDiscs,
    edges: straightInRanks(spreadEnds(placed.edges, movedBoxes), movedBoxes.values()),
  };
}

const statesMax = 1000;
const discSize = 18;

function discsOf(lines: readonly Line[]): Disc[] {
  const kinds = (["start", "end"] as const).filter((kind) =>
    lines.some((line) => line.kind === kind),
  );
  return kinds.map((kind) => ({ kind, x: 0, y: 0, width: discSize, height: discSize }));
}

interface Placed {
  readonly width: number;
  readonly height: number;
  /** The top left corners by box id. */
  readonly corners: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly edges: readonly EdgeLine[];
}

/** Above this many states, ranks are found by the quicker way. */
const networkSimplexMax = 300;

const margin = 8;

/** Layered layout by dagre, which counts from the middles of boxes. */
function place(boxes: ReadonlyMap<string, Box>, lines: readonly Line[], count: number): Placed {
  const graph = new Graph<object, NodeLabel, EdgeLabel>({ multigraph: true });
  const ranker = count > networkSimplexMax ? "longest-path" : "network-simplex";
  graph.setGraph({
    rankdir: "TB",
    nodesep: 28,
    edgesep: 20,
    ranksep: 46,
    marginx: margin,
    marginy: margin,
    ranker,
  });
  for (const id of inOrderOfVisit(boxes, lines)) {
    const { width = 0, height = 0 } = boxes.get(id) ?? {};
    graph.setNode(id, { width, height });
  }
  for (const [index, { from, to, kind, label }] of lines.entries()) {
    const weight = kind === "catch" ? 1 : 4;
    const room = label ? { width: label.width, height: label.height, labelpos: "c" as const } : {};
    graph.setEdge(from, to, { ...room, weight }, String(index));
  }
  layout(graph);
  const found = lines.map(({ from, to }, index): EdgeLabel => graph.edge(from, to, String(index)));
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const { left, right } = extentOf(found, width);
  const corners = new Map<string, { x: number; y: number }>();
  for (const id of graph.nodes()) {
    const { x = 0, y = 0, width, height } = graph.node(id);
    corners.set(id, { x: x - width / 2 - left, y: y - height / 2 });
  }
  const edges = lines.map((line, index): EdgeLine => {
    const { points = [], x = 0, y = 0 } = found[index] ?? {};
    const { label, ...rest } = line;
    const moved = points.map((point: Point) => ({ ...point, x: point.x - left }));
    if (!label) return { ...rest, points: moved };
    return {
      ...rest,
      points: moved,
      label: { ...label, x: x - label.width / 2 - left, y: y - label.height / 2 },
    };
  });
  return { width: right - left, height, corners, edges };
}

/** Dagre's width is that of the boxes: a line that goes around them all may be beside it. */
function extentOf(
  lines: readonly { readonly points?: readonly { readonly x: number }[] }[],
  width: number,
): { readonly left: number; readonly right: number } {
  let [left, right] = [0, width];
  for (const { points = [] } of lines) {
    for (const { x } of points) {
      left = Math.min(left, x - margin);
      right = Math.max(right, x + margin);
    }
  }
  return { left, right };
}

/** Ids from the start on, depth first: dagre turns round the lines that go back in this order. */
function inOrderOfVisit(boxes: ReadonlyMap<string, Box>, lines: readonly Line[]): Iterable<string> {
  const targets = Map.groupBy(lines, ({ from }) => from);
  const visited = new Set<string>();
  const waiting = ["end", ...[...boxes.keys()].reverse(), "start"].filter((id) => boxes.has(id));
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (visited.has(id)) continue;
    visited.add(id);
    waiting.push(...(targets.get(id) ?? []).map(({ to }) => to).reverse());
  }
  return visited;
}
