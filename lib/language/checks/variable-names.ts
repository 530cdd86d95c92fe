import { error } from "../diagnostic-codes.ts";
import { variableNameFault } from "../grammar/variable-name.ts";
import { assignmentsOf } from "./assignments.ts";
import type { Check } from "./check.ts";

/** Assign gives variables names that are identifiers, and not Step Functions' own. */
export const variableNames: Check = function* ({ states, isOpen }) {
  for (const state of states) {
    for (const { name, pointer } of assignmentsOf(state)) {
      const fault = variableNameFault(name);
      if (fault === undefined || isOpen(name)) continue;
      const reserved = name === "states";
      yield error(
        reserved ? "RESERVED_VARIABLE_NAME" : "INVALID_VARIABLE_NAME",
        pointer,
        `a variable cannot be named ${JSON.stringify(name)}: it ${reserved ? "is reserved" : fault}`,
        {
          awsMessage: reserved
            ? "Cannot assign to reserved variable '$states'."
            : `Invalid variable name '${name}': the variable name contains invalid characters.`,
        },
      );
    }
  }
};
