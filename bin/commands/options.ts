import { Option } from "commander";
import { addSubstitutions } from "./input-files.ts";

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
    ).argParser(addSubstitutions),
  ];
}

export function typeOption(): Option {
  return new Option("--type <type>", "the kind of state machine")
    .choices(["STANDARD", "EXPRESS"])
    .default(undefined, "as the template says, else STANDARD");
}
