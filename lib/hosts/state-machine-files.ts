import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { JsonValue } from "../language/json.ts";
import type { Substitutions } from "../language/placeholder.ts";
import type { SourceProblem } from "../language/source/problem.ts";
import { type Positions, readSource } from "../language/source.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import { templatesOfAssembly } from "../language/template/cloud-assembly.ts";
import { isTemplate, readTemplate } from "../language/template.ts";

/** A state machine as a file has it: a definition by itself, or one of a template's. */
export interface StateMachineFile {
  /** Where the definition stands. */
  readonly file: string;
  readonly text: string;
  /** Undefined if the text has an error. */
  readonly value: JsonValue | undefined;
  readonly positions: Positions;
  readonly problems: readonly SourceProblem[];
  /** The logical id, else the file's name. */
  readonly name: string;
  /** In a template. */
  readonly logicalId?: string | undefined;
  /** What a reference to it in the template stands for. */
  readonly arn?: string | undefined;
  /** The construct's path in a CDK app. */
  readonly path?: string | undefined;
  /** As the template says. */
  readonly type?: StateMachineType | undefined;
}

export interface StateMachineFileOptions {
  /** Fill in `${Name}` placeholders; before a template's own DefinitionSubstitutions. */
  readonly substitutions?: Substitutions | undefined;
}

/**
 * The state machines of a definition, of a SAM or CloudFormation template, or of a CDK app's
 * `cdk.out`: the folder or its manifest.json. Throws where a file cannot be read.
 */
export function readStateMachineFiles(
  path: string,
  { substitutions }: StateMachineFileOptions = {},
): readonly StateMachineFile[] {
  const file = statSync(path).isDirectory() ? join(path, "manifest.json") : path;
  const text = readFileSync(file, "utf8");
  if (basename(file) === "manifest.json") {
    const templates = templatesOfAssembly(text, readerIn(dirname(file)));
    if (templates) {
      return templates.flatMap((template) =>
        readStateMachineFiles(join(dirname(file), template), { substitutions }),
      );
    }
  }
  return readText(file, text, substitutions);
}

/** The state machines of a text; `file` says what its other files are relative to. */
export function readText(
  file: string,
  text: string,
  substitutions?: Substitutions,
): readonly StateMachineFile[] {
  const format = /\.json$/.test(file) ? "json" : /\.ya?ml$/.test(file) ? "yaml" : undefined;
  const source = readSource(text, { format, substitutions });
  if (!isTemplate(source.value)) {
    return [{ ...source, file, text, name: basename(file).split(".")[0] || basename(file) }];
  }
  const folder = dirname(file);
  const template = readTemplate(text, { format, substitutions, files: readerIn(folder) });
  return template.stateMachines.map((machine) => ({
    ...machine,
    value: machine.definition,
    name: machine.logicalId,
    file: machine.file === undefined ? file : join(folder, machine.file),
    problems: [...template.problems, ...machine.problems],
  }));
}

function readerIn(folder: string): (path: string) => string | undefined {
  return (path) => {
    const file = resolve(folder, path);
    return path !== "" && existsSync(file) && statSync(file).isFile()
      ? readFileSync(file, "utf8")
      : undefined;
  };
}
