import { error } from "../diagnostic-codes.ts";
import { ownValue } from "../json.ts";
import type { Check } from "./check.ts";

/** "the heartbeat interval … MUST be smaller than TimeoutSeconds". #timeouts-heartbeats */
export const timeouts: Check = function* ({ states }) {
  for (const { fields, pointer, type } of states) {
    const timeout = ownValue(fields, "TimeoutSeconds");
    const heartbeat = ownValue(fields, "HeartbeatSeconds");
    if (type !== "Task" || typeof timeout !== "number" || typeof heartbeat !== "number") continue;
    if (heartbeat < timeout) continue;
    yield error(
      "SCHEMA_VALIDATION_FAILED",
      `${pointer}/HeartbeatSeconds`,
      `HeartbeatSeconds (${heartbeat}) must be smaller than TimeoutSeconds (${timeout})`,
    );
  }
};
