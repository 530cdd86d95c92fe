import { Argument, Command, Option } from "commander";
import type { GraphOptions } from "./draw-graph.ts";
import { inputOptions } from "./options.ts";

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
        .choices(["mermaid", "dot", "svg"])
        .default(undefined, "as the output file's name ends, else mermaid"),
    )
    .option("-o, --output <file>", "write to a file instead of standard output")
    .addOption(
      new Option("--theme <theme>", "the colours of an SVG; auto follows its reader's preference")
        .choices(["auto", "light", "dark"])
        .default("auto"),
    );
  for (const option of inputOptions()) command.addOption(option);
  return command
    .addHelpText("after", examples)
    .action(async (path: string, options: GraphOptions) => {
      const { drawGraph } = await import("./draw-graph.ts");
      drawGraph(path, options);
    });
}

const examples = `
Examples:
  stepwright graph order.asl.json
  stepwright graph order.asl.json --output order.svg
  stepwright graph template.yaml --template OrderStateMachine --format dot | dot -Tpng > order.png`;
