import { fileURLToPath } from "node:url";
import { readStateMachineFiles } from "../../../lib/hosts/state-machine-files.ts";
import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import type { NamedMachine } from "../scenario.ts";

/** A machine of the examples: a definition, or one of a template's by its logical id. */
export function example(path: string, name: string, logicalId?: string): NamedMachine {
  const file = path.includes(".") ? path : `${path}.asl.json`;
  const url = new URL(`../../../examples/${file}`, import.meta.url);
  const found = readStateMachineFiles(fileURLToPath(url)).find(
    (machine) => logicalId === undefined || machine.logicalId === logicalId,
  );
  if (found?.value === undefined) throw new Error(`${path} has no such state machine`);
  return { name, definition: found.value as unknown as StateMachineDefinition };
}
