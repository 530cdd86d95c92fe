import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonValue } from "../language/json.ts";
import type { Substitutions } from "../language/placeholder.ts";
import type { SourceProblem } from "../language/source/problem.ts";
import { type Positions, readSource } from "../language/source.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import { isTemplate, readTemplate, selectStateMachine } from "../language/template.ts";

/** A definition as it was read: with the way back to the text, for diagnostics. */
export interface DefinitionSource {
  /** Undefined where the text has an error. */
  readonly value: JsonValue | undefined;
  readonly type?: StateMachineType | undefined;
  /** What the state machine is called unless told otherwise. */
  readonly name?: string | undefined;
  readonly file?: string | undefined;
  readonly positions?: Positions | undefined;
  readonly problems?: readonly SourceProblem[] | undefined;
}

export interface ReadOptions {
  readonly substitutions?: Substitutions | undefined;
}

/** Reads a file with a definition, or with a template that declares exactly one state machine. */
export async function readDefinitionFile(
  path: string | URL,
  options: ReadOptions,
): Promise<DefinitionSource> {
  const { file, text } = await readText(path);
  const source = readSource(text, substitutionsOf(options));
  if (isTemplate(source.value)) return fromTemplate(file, text, undefined, options);
  return { ...source, file, name: basename(file).split(".")[0] };
}

/** Reads one state machine of a template. */
export async function readTemplateFile(
  path: string | URL,
  logicalId: string,
  options: ReadOptions,
): Promise<DefinitionSource> {
  const { file, text } = await readText(path);
  return fromTemplate(file, text, logicalId, options);
}

/** Reads a definition's text, in JSON or YAML. */
export function readDefinitionText(text: string, options: ReadOptions): DefinitionSource {
  return readSource(text, substitutionsOf(options));
}

async function readText(path: string | URL): Promise<{ file: string; text: string }> {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  return { file, text: await readFile(file, "utf8") };
}

function fromTemplate(
  file: string,
  text: string,
  logicalId: string | undefined,
  options: ReadOptions,
): DefinitionSource {
  const folder = dirname(file);
  const files = (path: string): string | undefined => {
    const full = resolve(folder, path);
    return existsSync(full) ? readFileSync(full, "utf8") : undefined;
  };
  const template = readTemplate(text, { files, ...substitutionsOf(options) });
  const [broken] = template.problems.filter(({ severity }) => severity === "ERROR");
  if (broken !== undefined) return { value: undefined, file, problems: template.problems };
  const found = selectStateMachine(template.stateMachines, logicalId);
  return {
    value: found.definition,
    type: found.type,
    name: found.logicalId,
    file: found.file ?? file,
    positions: found.positions,
    problems: found.problems,
  };
}

function substitutionsOf({ substitutions }: ReadOptions): { substitutions?: Substitutions } {
  return substitutions === undefined ? {} : { substitutions };
}
