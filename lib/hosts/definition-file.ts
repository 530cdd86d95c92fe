import { fileURLToPath } from "node:url";
import type { JsonValue } from "../language/json.ts";
import type { Substitutions } from "../language/placeholder.ts";
import type { SourceProblem } from "../language/source/problem.ts";
import { type Positions, readSource } from "../language/source.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import { selectStateMachine } from "../language/template.ts";
import { readStateMachineFiles } from "./state-machine-files.ts";

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

/**
 * Reads a file with a definition, or a template or `cdk.out` folder; of several state machines,
 * the one with the logical id. Throws TemplateError where there is no such one.
 */
export async function readDefinitionFile(
  path: string | URL,
  options: ReadOptions,
  logicalId?: string,
): Promise<DefinitionSource> {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  return selectStateMachine(readStateMachineFiles(file, options), logicalId);
}

/** Reads a definition's text, in JSON or YAML. */
export function readDefinitionText(text: string, { substitutions }: ReadOptions): DefinitionSource {
  return readSource(text, { substitutions });
}
