import { relative } from "node:path";
import { type Diagnostic, hasErrors } from "../language/diagnostic.ts";
import type { Definition } from "./definition.ts";
import type { Refusal, UnknownTarget } from "./permissions/permission.ts";

/** What is wrong with a definition, as `stepwright validate` says it; nothing: it is deployed. */
export function definitionFaults({ diagnostics, file }: Definition): string[] {
  if (!hasErrors(diagnostics)) return [];
  return diagnostics
    .filter(({ severity }) => severity === "ERROR")
    .map((diagnostic) => diagnosticText(diagnostic, file));
}

export function definitionWarnings({ diagnostics }: Definition): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "WARNING");
}

/** `order.asl.json:4:54 error MISSING_TRANSITION_TARGET: … (at /States/Pause/Next)` */
export function diagnosticText(
  { code, severity, message, pointer, line, column }: Diagnostic,
  file: string | undefined,
): string {
  const place = line === undefined ? "" : `:${line}:${column ?? 1}`;
  const where = file === undefined ? `definition${place}` : `${relative("", file)}${place}`;
  const at = pointer === "" ? "" : ` (at ${pointer})`;
  return `${where} ${severity.toLowerCase()} ${code}: ${message}${at}`;
}

export function refusalText({ stateName, message, pointer }: Refusal): string {
  return `state "${stateName}": ${message} (at ${pointer})`;
}

/** Names the state and what to write. */
export function unknownTargetText({ stateName, reason, actions, pointer }: UnknownTarget): string {
  const list = actions.map((action) => `"${action}"`).join(", ");
  return (
    `state "${stateName}": ${reason}, so its permission cannot be derived: grant it, for example ` +
    `by addToRolePolicy(new PolicyStatement({ actions: [${list}], resources: […] })) ` +
    `(at ${pointer})`
  );
}
