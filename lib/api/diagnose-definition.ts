import type { Diagnostic } from "../language/diagnostic.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import { validateText } from "../language/validate.ts";

/** What validation says of a definition that a client sends: JSON, taken to the letter. */
export function diagnoseDefinition(
  definition: string,
  type: StateMachineType,
): readonly Diagnostic[] {
  return validateText(definition, { format: "json", strict: true, type });
}
