import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { StateMachine } from "../../lib/hosts/state-machine.ts";
import type { StateMachineFile } from "../../lib/hosts/state-machine-files.ts";
import type { TaskHandler } from "../../lib/integrations/task-handler.ts";
import { hasErrors } from "../../lib/language/diagnostic.ts";
import type { StateMachineType } from "../../lib/language/state-machine.ts";
import { validateSource } from "../../lib/language/validate.ts";
import type { Mocks } from "../../lib/testing/mocks.ts";
import type { Tasks } from "../../lib/testing/task-table.ts";
import { painterFor } from "../terminal/colours.ts";
import { diagnosticText } from "./diagnostic-text.ts";
import { UsageError } from "./usage-error.ts";

/** By the ARN that references in its template stand for, so that Tasks can start it. */
export function stateMachineFrom(
  { value, name, arn, type: own }: StateMachineFile,
  type = own,
  mocks: Mocks = {},
): StateMachine {
  const called = arn?.split(":").at(-1) ?? name;
  const options = { name: called, stateMachineArn: arn, type, mocks, validate: false };
  return new StateMachine(value as object, options);
}

/** Prints the errors of a definition; whether it can be run. */
export function reportIfInvalid(machine: StateMachineFile, type?: StateMachineType): boolean {
  const diagnostics = validateSource(machine, { type: type ?? machine.type });
  if (!hasErrors(diagnostics)) return true;
  const paint = painterFor(process.stderr);
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === "ERROR")
      console.error(`${diagnosticText(diagnostic, machine, paint)}\n`);
  }
  process.exitCode = 1;
  return false;
}

/** The functions that a module exports by name, or as members of its default export. */
export async function importTasks(path: string | undefined): Promise<Tasks> {
  if (path === undefined) return {};
  if (!existsSync(path)) throw new UsageError(`cannot import ${path}: there is no such file`);
  let module: { readonly [name: string]: unknown };
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new UsageError(
      `cannot import ${path}: ${error instanceof Error ? error.message : error}`,
    );
  }
  const { default: defaults, ...named } = module;
  const all = { ...(typeof defaults === "object" ? defaults : {}), ...named };
  const handlers = Object.entries(all).filter(([, value]) => typeof value === "function");
  if (handlers.length === 0) {
    throw new UsageError(`${path} exports no functions; export one for each Task, by state name`);
  }
  return Object.fromEntries(handlers) as { [name: string]: TaskHandler };
}
