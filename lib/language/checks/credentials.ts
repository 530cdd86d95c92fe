import { error } from "../diagnostic-codes.ts";
import { isJsonObject, ownValue } from "../json.ts";
import { parseResource } from "../resource.ts";
import type { Check } from "./check.ts";

/**
 * Credentials name a role, and are not for activities.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
export const credentials: Check = function* ({ states }) {
  for (const { fields, pointer, type } of states) {
    const value = ownValue(fields, "Credentials");
    if (type !== "Task" || value === undefined) continue;
    const place = `${pointer}/Credentials`;
    const resource = ownValue(fields, "Resource");
    if (typeof resource === "string" && parseResource(resource).kind === "activity") {
      yield error("SCHEMA_VALIDATION_FAILED", place, "an activity cannot have Credentials", {
        awsMessage: "The field 'Credentials' is not supported for activities",
      });
    }
    if (!isJsonObject(value)) continue;
    if (Object.hasOwn(value, "RoleArn") || Object.hasOwn(value, "RoleArn.$")) {
      const role = ownValue(value, "RoleArn");
      if (role === undefined || typeof role === "string" || isJsonObject(role)) continue;
      yield error("SCHEMA_VALIDATION_FAILED", `${place}/RoleArn`, '"RoleArn" must be a string');
    } else {
      const fieldsFound = Object.keys(value).join(", ") || "nothing";
      yield error(
        "SCHEMA_VALIDATION_FAILED",
        place,
        `Credentials must have "RoleArn", found ${fieldsFound}`,
        { awsMessage: "The field 'RoleArn' is required but was missing" },
      );
    }
  }
};
