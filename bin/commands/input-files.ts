import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  readStateMachineFiles,
  readText,
  type StateMachineFile,
} from "../../lib/hosts/state-machine-files.ts";
import { isJsonObject, type JsonValue } from "../../lib/language/json.ts";
import type { Substitutions } from "../../lib/language/placeholder.ts";
import { readSource } from "../../lib/language/source.ts";
import { selectStateMachine, TemplateError } from "../../lib/language/template.ts";
import type { InputOptions } from "./options.ts";
import { fileFault, UsageError } from "./usage-error.ts";

/** What every command reads definitions with. */
export interface Input {
  readonly template: string | undefined;
  readonly substitutions: Substitutions | undefined;
}

/** From the options; a file of substitutions is read. */
export function inputFrom({ template, substitutions }: InputOptions): Input {
  if (substitutions === undefined) return { template, substitutions };
  return { template, substitutions: Object.assign({}, ...substitutions.map(substitutionsIn)) };
}

/** The state machines of a file, a template, a CDK app's folder, or of standard input (`-`). */
export function stateMachinesOf(path: string, input: Input): readonly StateMachineFile[] {
  const { template, substitutions } = input;
  const all = attempt(path, () =>
    path === "-"
      ? readText("-", readFileSync(0, "utf8"), substitutions)
      : readStateMachineFiles(path, { substitutions }),
  );
  return template === undefined ? all : [oneOf(all, template)];
}

/** The one state machine of a file, or that which `--template` names, and those beside it. */
export function chooseStateMachine(
  path: string,
  { template, substitutions }: Input,
): { readonly chosen: StateMachineFile; readonly others: readonly StateMachineFile[] } {
  const all = stateMachinesOf(path, { template: undefined, substitutions });
  const chosen = oneOf(all, template);
  return { chosen, others: all.filter((machine) => machine !== chosen) };
}

function oneOf(all: readonly StateMachineFile[], wanted: string | undefined): StateMachineFile {
  try {
    return selectStateMachine(all, wanted);
  } catch (error) {
    throw error instanceof TemplateError ? new UsageError(error.message) : error;
  }
}

/** Paths as given, with each folder that is no CDK app as the definitions below it. */
export function expandFolders(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (path === "-" || !existsSync(path) || !statSync(path).isDirectory()) return [path];
    if (existsSync(join(path, "manifest.json"))) return [path];
    const found = readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter(
        (name) => definitionName.test(name) && !/(^|[\\/])(node_modules|\.git)[\\/]/.test(name),
      )
      .sort();
    if (found.length === 0) {
      throw new UsageError(`${path} has no *.asl.json, *.asl.yaml or *.asl.yml file`);
    }
    return found.map((name) => join(path, name));
  });
}

const definitionName = /\.asl\.(?:json|ya?ml)$/;

/** What one `--substitutions` says: `Name=value`, or a JSON or YAML file of such. */
function substitutionsIn(given: string): Substitutions {
  const equals = given.indexOf("=");
  if (equals <= 0) return readObject(given);
  return { [given.slice(0, equals)]: given.slice(equals + 1) };
}

function readObject(path: string): { readonly [key: string]: JsonValue } {
  const { value, problems } = readSource(readTextFile(path));
  const [problem] = problems;
  if (value === undefined && problem) {
    throw new UsageError(`${path}:${problem.line}:${problem.column}: ${problem.message}`);
  }
  if (!isJsonObject(value))
    throw new UsageError(`${path} should hold an object of names and values`);
  return value;
}

/** A file's text, or standard input's (`-`). */
export function readTextFile(path: string): string {
  return attempt(path, () => readFileSync(path === "-" ? 0 : path, "utf8"));
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error) throw fileFault("read", path, error);
    throw error;
  }
}
