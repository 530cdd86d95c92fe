import type { Diagnostic } from "../language/diagnostic.ts";
import { ApiError } from "./api-error.ts";

/** AWS's refusal of a definition that has errors; undefined: it has none. */
export function invalidDefinition(diagnostics: readonly Diagnostic[]): ApiError | undefined {
  const faults = diagnostics.filter(({ severity }) => severity === "ERROR").map(describe);
  if (faults.length === 0) return undefined;
  const message = `Invalid State Machine Definition: '${faults.join(", ")}'`;
  return new ApiError("InvalidDefinition", message);
}

function describe({ code, message, awsMessage, pointer, awsPointer }: Diagnostic): string {
  return `${code}: ${awsMessage ?? message} at ${(awsPointer ?? pointer) || "/"}`;
}
