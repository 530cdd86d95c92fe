import { viewDefinition } from "../../language/checks/definition-view.ts";
import { isJsonObject, type JsonValue } from "../../language/json.ts";
import type { StateMachineType } from "../../language/state-machine.ts";
import { Arns } from "./arns.ts";
import { mapPermissions } from "./map-permissions.ts";
import type { DerivedPermissions, PlaceholderTargets } from "./permission.ts";
import { taskPermissions } from "./task-permissions.ts";

/**
 * What a definition must be allowed to do, by all that it names: no more, and no wildcard where
 * AWS has something to name. What it does not name is told, state by state. Never throws, whatever
 * the value: what is wrong with a definition is for `validate` to say.
 */
export function derivePermissions(
  definition: JsonValue,
  type: StateMachineType = "STANDARD",
  targets: PlaceholderTargets = () => undefined,
): DerivedPermissions {
  if (!isJsonObject(definition)) return { permissions: [], unknown: [], refusals: [] };
  const arns = new Arns(targets);
  const found = viewDefinition(definition, type, false).states.flatMap((state) => {
    if (state.type === "Task") return [taskPermissions(state, arns)];
    return state.type === "Map" ? [mapPermissions(state, arns)] : [];
  });
  return {
    permissions: found.flatMap(({ permissions }) => permissions),
    unknown: found.flatMap(({ unknown }) => unknown),
    refusals: found.flatMap(({ refusals }) => refusals),
  };
}
