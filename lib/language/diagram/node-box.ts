import type { GraphNode, GraphScope } from "../graph.ts";
import { detailOf } from "./details.ts";
import type { NodeBox, ScopeBox } from "./laid-out.ts";
import { textWidth, wrapText } from "./text-width.ts";

/** Sizes in pixels, of fonts too. */
export const sizes = {
  name: 13,
  detail: 11,
  label: 11,
  lineHeight: 16,
  icon: 24,
  padding: 10,
} as const;

/** The box of a state with the room that its texts and inner scopes need; its place comes later. */
export function nodeBox(node: GraphNode, layoutScope: (scope: GraphScope) => ScopeBox): NodeBox {
  const name = wrapText(node.name, sizes.name, nameWidthMax, 2);
  const detail = wrapText(detailOf(node), sizes.detail, detailWidthMax, 1)[0] ?? "";
  const nameWidth = Math.max(...name.map((line) => textWidth(line, sizes.name) * bold));
  const textRoom = Math.max(nameWidth, textWidth(detail, sizes.detail) * 0.96);
  const retryRoom = node.state.Retry === undefined ? 0 : retryWidth;
  const headerWidth = Math.ceil(sizes.icon + sizes.padding * 3 + textRoom + retryRoom);
  const headerHeight = sizes.padding * 2 + name.length * sizes.lineHeight + detailHeight;
  const inner = sideBySide(node.scopes.map(layoutScope), headerHeight);
  const { padding } = sizes;
  return {
    node,
    name,
    detail,
    headerHeight,
    x: 0,
    y: 0,
    width: Math.max(widthMin, headerWidth, inner.width + padding * 2),
    height: headerHeight + (inner.scopes.length > 0 ? inner.height + padding : 0),
    scopes: inner.scopes,
  };
}

const nameWidthMax = 220;
const detailWidthMax = 240;
const bold = 1.06;
const widthMin = 110;
const detailHeight = 15;
const retryWidth = 20;

function sideBySide(
  scopes: readonly ScopeBox[],
  top: number,
): { scopes: ScopeBox[]; width: number; height: number } {
  const height = Math.max(0, ...scopes.map((scope) => scope.height));
  let x: number = sizes.padding;
  const placed = scopes.map((scope) => {
    const box = { ...scope, x, y: top, height };
    x += scope.width + sizes.padding;
    return box;
  });
  return { scopes: placed, width: Math.max(0, x - sizes.padding * 2), height };
}
