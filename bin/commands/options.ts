import { Option } from "commander";

/** What the options of every command that reads definitions give. */
export interface InputOptions {
  readonly template?: string;
  /** Each as it was given. */
  readonly substitutions?: readonly string[];
}

/** Options of every command that reads definitions. */
export function inputOptions(): Option[] {
  return [
    new Option(
      "-t, --template <id>",
      "the state machine of a template or CDK app: its logical id, or its construct's path",
    ),
    new Option(
      "-s, --substitutions <Name=value|file>",
      "fill in ${Name} placeholders; may be given several times",
    ).argParser((given: string, before: readonly string[] = []) => [...before, given]),
  ];
}

/** How what comes of it is printed. */
export function formatOption(): Option {
  return new Option("-f, --format <format>", "for people, or for programs")
    .choices(["pretty", "json"])
    .default("pretty");
}

export function typeOption(): Option {
  return new Option("--type <type>", "the kind of state machine")
    .choices(["STANDARD", "EXPRESS"])
    .default(undefined, "as the template says, else STANDARD");
}
