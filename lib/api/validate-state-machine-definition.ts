import type { StateMachineType } from "../language/state-machine.ts";
import type { Operation } from "./api-context.ts";
import { diagnoseDefinition } from "./diagnose-definition.ts";

interface Request {
  readonly definition: string;
  readonly type?: StateMachineType;
  readonly severity?: "ERROR" | "WARNING";
  readonly maxResults?: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
export const validateStateMachineDefinition: Operation<Request> = async (
  _context,
  { definition, type = "STANDARD", severity = "ERROR", maxResults = 0 },
) => {
  const all = diagnoseDefinition(definition, type);
  const wanted = all.filter((found) => severity === "WARNING" || found.severity === "ERROR");
  const most = maxResults === 0 ? maxResultsMax : Math.min(maxResults, maxResultsMax);
  const diagnostics = wanted.slice(0, most).map((found) => ({
    severity: found.severity,
    code: found.code,
    message: found.awsMessage ?? found.message,
    location: (found.awsPointer ?? found.pointer) || "/",
  }));
  const failed = all.some((found) => found.severity === "ERROR");
  return { result: failed ? "FAIL" : "OK", diagnostics, truncated: wanted.length > most };
};

const maxResultsMax = 100;
