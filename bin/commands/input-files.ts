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
import { selectStateMachine } from "../../lib/language/template.ts";
import { fileFault, UsageError } from "./usage-error.ts";

/** The options of every command that reads definitions. */
export interface InputOptions {
  readonly template?: string;
  readonly substitutions?: Substitutions;
}

/** The state machines of a file, a template, a CDK app's folder, or of standard input (`-`). */
export function stateMachinesOf(path: string, options: InputOptions): readonly StateMachineFile[] {
  const { template, substitutions } = options;
  const all = attempt(path, () =>
    path === "-"
      ? readText("-", readFileSync(0, "utf8"), substitutions)
      : readStateMachineFiles(path, { substitutions }),
  );
  return template === undefined ? all : [selectStateMachine(all, template)];
}

/** The one state machine of a file; `--template` chooses among several. */
export function stateMachineOf(path: string, options: InputOptions): StateMachineFile {
  return selectStateMachine(stateMachinesOf(path, options), options.template);
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

/** Adds what one `--substitutions` says: `Name=value`, or a JSON or YAML file of such. */
export function addSubstitutions(given: string, previous: Substitutions = {}): Substitutions {
  const equals = given.indexOf("=");
  if (equals > 0) return { ...previous, [given.slice(0, equals)]: given.slice(equals + 1) };
  return { ...previous, ...readObject(given) };
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
