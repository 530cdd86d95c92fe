import type { GraphScope } from "../graph.ts";
import type { Box, Disc, EdgeLine, Label, NodeBox, ScopeBox } from "./laid-out.ts";
import { layoutGraph } from "./layout.ts";
import { labelLineHeight } from "./lines.ts";
import { sizes } from "./node-box.ts";
import type { StateStatus } from "./state-status.ts";
import { svgIcon } from "./svg-icon.ts";
import { at, loopPath, number, smoothPath } from "./svg-path.ts";
import { type SvgTheme, svgStyle, typeColours } from "./svg-style.ts";

export interface SvgOptions {
  /** What a screen reader says first. @default State machine */
  readonly title?: string;
  /** `auto` follows the reader's preference for light or dark. @default auto */
  readonly theme?: SvgTheme;
  /** How an execution left the states that it entered, by name; the others are dimmed. */
  readonly statuses?: ReadonlyMap<string, StateStatus>;
}

/** Draws a state graph as an SVG document that stands by itself. */
export function svgDiagram(graph: GraphScope, options: SvgOptions = {}): string {
  const layout = layoutGraph(graph);
  const width = Math.ceil(layout.width + margin * 2);
  const height = Math.ceil(layout.height + margin * 2);
  const title = options.title ?? "State machine";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`,
    ` viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="sw-title sw-desc">\n`,
    `<title id="sw-title">${escapeXml(title)}</title>\n`,
    `<desc id="sw-desc">${escapeXml(description(graph))}</desc>\n`,
    `<style>${svgStyle(options.theme ?? "auto")}</style>\n`,
    `<defs>${markers}</defs>\n`,
    `<rect class="sw-background" width="${width}" height="${height}" rx="12"/>\n`,
    `<g transform="translate(${margin} ${margin})">\n${scopeSvg(layout, options)}</g>\n</svg>\n`,
  ].join("");
}

const margin = 16;

function description(graph: GraphScope): string {
  const states = graph.nodes.map(({ name, type }) => `${name} (${type})`).join(", ");
  const start = graph.startAt === undefined ? "" : ` It starts at ${graph.startAt}.`;
  return `${graph.nodes.length} states: ${states}.${start}`;
}

/** Lines below, then states, then the labels of lines. */
function scopeSvg(scope: ScopeBox, options: SvgOptions): string {
  return [
    ...scope.edges.map(edgeSvg),
    ...scope.discs.map(discSvg),
    ...scope.nodes.map((node) => nodeSvg(node, options)),
    ...scope.edges.map(({ kind, label }) => (label ? labelSvg(label, kind) : "")),
  ].join("");
}

function nodeSvg(box: NodeBox, options: SvgOptions): string {
  const { node, width, height, scopes } = box;
  const status = options.statuses?.get(node.name);
  const classes = ["sw-state"];
  if (options.statuses) classes.push(`sw-${status ?? "unvisited"}`);
  const colour = typeColours[node.type];
  const frame =
    scopes.length > 0
      ? `<rect class="sw-frame" width="${width}" height="${height}" rx="10" fill="${colour}" stroke="${colour}"/>`
      : `<rect class="sw-card" width="${width}" height="${height}" rx="8"/>`;
  return [
    `<g class="${classes.join(" ")}" transform="translate(${at(box)})">`,
    `<title>${escapeXml(titleOf(box))}</title>`,
    frame,
    `<g transform="translate(${sizes.padding} ${number((box.headerHeight - sizes.icon) / 2)})">`,
    `${svgIcon(node.type, colour)}</g>`,
    headerSvg(box),
    scopes.map((scope) => innerScopeSvg(scope, options)).join(""),
    status ? statusSvg(status, width) : "",
    "</g>\n",
  ].join("");
}

function titleOf({ node: { name, type }, detail }: NodeBox): string {
  return detail === type ? `${name}: ${type}` : `${name}: ${type}, ${detail}`;
}

function headerSvg({ node, name, detail, width }: NodeBox): string {
  const x = sizes.padding * 2 + sizes.icon;
  const lines = name.map((line, index) => {
    const y = sizes.padding + (index + 0.8) * sizes.lineHeight;
    return `<text class="sw-name" x="${x}" y="${number(y)}">${escapeXml(line)}</text>`;
  });
  const y = sizes.padding + name.length * sizes.lineHeight + 11;
  const retry = node.state.Retry === undefined ? "" : retrySvg(width);
  return `${lines.join("")}<text class="sw-detail" x="${x}" y="${y}">${escapeXml(detail)}</text>${retry}`;
}

/** An arrow that turns: the state has Retriers. */
function retrySvg(width: number): string {
  return `<g class="sw-retry" transform="translate(${width - 20} 9)"><title>retries</title><path d="M10 5a4.5 4.5 0 1 1-1.6-3.4M10 .2v2.6H7.4"/></g>`;
}

function innerScopeSvg(scope: ScopeBox, options: SvgOptions): string {
  const { width, height } = scope;
  return [
    `<g transform="translate(${at(scope)})">`,
    `<rect class="sw-scope" width="${number(width)}" height="${number(height)}" rx="8"/>`,
    scopeSvg(scope, options),
    "</g>\n",
  ].join("");
}

const statusMarks: { readonly [S in StateStatus]: string } = {
  succeeded: "M-3.5 0l2.5 2.5 4.5-5",
  failed: "M-3-3l6 6M3-3l-6 6",
  caught: "M0-4v4.5M0 3.2v.3",
  running: "M-3 0h.1M0 0h.1M3 0h.1",
};

function statusSvg(status: StateStatus, width: number): string {
  return `<g class="sw-status" transform="translate(${width} 0)"><circle r="9"/><path d="${statusMarks[status]}"/></g>`;
}

function discSvg(disc: Disc): string {
  const radius = disc.width / 2;
  const centre = `cx="${number(disc.x + radius)}" cy="${number(disc.y + radius)}"`;
  const inner = disc.kind === "end" ? `<circle ${centre} r="${radius - 4}"/>` : "";
  return `<g class="sw-${disc.kind}"><title>${disc.kind}</title><circle ${centre} r="${radius - 1}"/>${inner}</g>\n`;
}

function edgeSvg({ kind, from, to, points }: EdgeLine): string {
  const path = from === to ? loopPath(points) : smoothPath(points);
  return `<path class="sw-line sw-${kind}-line" d="${path}" marker-end="url(#sw-arrow-${kind === "catch" ? "catch" : "line"})"/>\n`;
}

function labelSvg(label: Label, kind: EdgeLine["kind"]): string {
  const x = number(label.x + label.width / 2);
  const lines = label.lines.map((line, index) => {
    const y = number(label.y + 3 + (index + 0.78) * labelLineHeight);
    return `<text x="${x}" y="${y}">${escapeXml(line)}</text>`;
  });
  return [
    `<g class="sw-label sw-${kind}-label"><title>${escapeXml(label.text)}</title>`,
    `<rect ${boxAttributes(label)} rx="6"/>${lines.join("")}</g>\n`,
  ].join("");
}

const arrow = `viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"`;
const markers = ["line", "catch"]
  .map(
    (kind) =>
      `<marker id="sw-arrow-${kind}" ${arrow}><path class="sw-${kind}-arrow" d="M0 .5 7.5 4 0 7.5z"/></marker>`,
  )
  .join("");

function boxAttributes({ x, y, width, height }: Box): string {
  return `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
}

/** Text in XML, without the characters that XML cannot hold. */
function escapeXml(text: string): string {
  const entities: { readonly [character: string]: string } = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text
    .toWellFormed()
    .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
