import type { GraphEdge, GraphNode, GraphScope } from "../graph.ts";

/** A scope laid out: its states from top to bottom. */
export interface ScopeBox extends Box {
  readonly scope: GraphScope;
  readonly nodes: readonly NodeBox[];
  readonly edges: readonly EdgeLine[];
  /** The discs where the state machine begins and ends; an inner scope has none. */
  readonly discs: readonly Disc[];
}

/** All in pixels, from the top left corner of the enclosing box. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface NodeBox extends Box {
  readonly node: GraphNode;
  /** The name in lines. */
  readonly name: readonly string[];
  readonly detail: string;
  /** Of the part above the inner scopes; the whole height, if there are none. */
  readonly headerHeight: number;
  readonly scopes: readonly ScopeBox[];
}

export interface Disc extends Box {
  readonly kind: "start" | "end";
}

/** One line for all transitions of a kind between two states. */
export interface EdgeLine {
  readonly kind: GraphEdge["kind"] | "start" | "end";
  /** Ids of the boxes: see `idOf`. */
  readonly from: string;
  readonly to: string;
  /** Where the line goes; of a line from a state to itself, a cubic curve's four points. */
  readonly points: readonly Point[];
  readonly label?: Label;
}

export interface Label extends Box {
  readonly lines: readonly string[];
  /** The label in full. */
  readonly text: string;
}

/** The id of a state's box in its scope; a disc's is its kind. */
export function idOf(stateName: string): string {
  return `state ${stateName}`;
}
