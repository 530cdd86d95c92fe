import { dotDiagram } from "../../lib/language/diagram/dot.ts";
import { mermaidDiagram } from "../../lib/language/diagram/mermaid.ts";
import { svgDiagram } from "../../lib/language/diagram/svg.ts";
import type { SvgTheme } from "../../lib/language/diagram/svg-style.ts";
import { type GraphScope, stateGraph } from "../../lib/language/graph.ts";
import { chooseStateMachine, inputFrom } from "./input-files.ts";
import type { InputOptions } from "./options.ts";
import { writeOutput } from "./output-file.ts";

/** Draws the state machine of a file, and prints or writes the drawing. */
export function drawGraph(path: string, options: GraphOptions): void {
  const { chosen } = chooseStateMachine(path, inputFrom(options));
  const { name, value, problems } = chosen;
  if (value === undefined) {
    const [problem] = problems;
    throw new Error(`${path}:${problem?.line}:${problem?.column}: ${problem?.message}`);
  }
  const graph = stateGraph(value);
  if (graph.nodes.length === 0) throw new Error(`${path} has no States to draw`);
  const ending = options.output?.split(".").at(-1) ?? "";
  const format = options.format ?? formatByEnding[ending] ?? "mermaid";
  const text = formats[format](graph, `State machine ${name}`, options.theme);
  if (options.output === undefined) process.stdout.write(text);
  else writeOutput(options.output, text);
}

export interface GraphOptions extends InputOptions {
  readonly format?: Format;
  readonly output?: string;
  readonly theme: SvgTheme;
}

type Format = "mermaid" | "dot" | "svg";
type Draw = (graph: GraphScope, title: string, theme: SvgTheme) => string;

const formats: { readonly [F in Format]: Draw } = {
  mermaid: (graph) => mermaidDiagram(graph),
  dot: (graph) => dotDiagram(graph),
  svg: (graph, title, theme) => svgDiagram(graph, { title, theme }),
};

const formatByEnding: { readonly [ending: string]: Format } = {
  svg: "svg",
  dot: "dot",
  gv: "dot",
  mmd: "mermaid",
  mermaid: "mermaid",
};
