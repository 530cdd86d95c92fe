import { Argument, Command, Option } from "commander";
import { dotDiagram } from "../../lib/language/diagram/dot.ts";
import { mermaidDiagram } from "../../lib/language/diagram/mermaid.ts";
import { svgDiagram } from "../../lib/language/diagram/svg.ts";
import type { SvgTheme } from "../../lib/language/diagram/svg-style.ts";
import { type GraphScope, stateGraph } from "../../lib/language/graph.ts";
import { type InputOptions, stateMachineOf } from "./input-files.ts";
import { inputOptions } from "./options.ts";
import { writeOutput } from "./output-file.ts";

/** `stepwright graph FILE` */
export function graphCommand(): Command {
  const command = new Command("graph")
    .summary("draw a state machine")
    .description("Draws a state machine as Mermaid, Graphviz (dot) or SVG.")
    .addArgument(
      new Argument("<file>", "a definition, template or CDK app, or - for standard input"),
    )
    .addOption(
      new Option("-f, --format <format>", "the diagram's language")
        .choices(Object.keys(formats))
        .default(undefined, "as the output file's name ends, else mermaid"),
    )
    .option("-o, --output <file>", "write to a file instead of standard output")
    .addOption(
      new Option("--theme <theme>", "the colours of an SVG; auto follows its reader's preference")
        .choices(["auto", "light", "dark"])
        .default("auto"),
    );
  for (const option of inputOptions()) command.addOption(option);
  return command.addHelpText("after", examples).action(drawGraph);
}

const examples = `
Examples:
  stepwright graph order.asl.json
  stepwright graph order.asl.json --output order.svg
  stepwright graph template.yaml --template OrderStateMachine --format dot | dot -Tpng > order.png`;

interface GraphOptions extends InputOptions {
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

function drawGraph(path: string, options: GraphOptions): void {
  const { name, value, problems } = stateMachineOf(path, options);
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
