import type { Diagnostic } from "../diagnostic.ts";
import { error } from "../diagnostic-codes.ts";
import { isJsonObject, ownValue } from "../json.ts";
import { parseResource } from "../resource.ts";
import type { Check } from "./check.ts";
import { isDistributed, type ScopeView, type StateView } from "./definition-view.ts";

/**
 * Express executions neither wait for jobs, callbacks and activities nor have distributed Maps.
 * https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export const express: Check = function* ({ scopes, machineType }) {
  const expressScopes = new Set<ScopeView | undefined>();
  for (const scope of scopes) {
    const inherits = !scope.startsExecution && expressScopes.has(scope.owner?.scope);
    const isExpress = scope.owner === undefined ? machineType === "EXPRESS" : runsExpress(scope);
    if (!inherits && !isExpress) continue;
    expressScopes.add(scope);
    for (const state of scope.states.values()) yield* faultsOf(state);
  }
};

/** Whether the child executions of a distributed Map are Express executions. */
function runsExpress({ fields, startsExecution }: ScopeView): boolean {
  const config = ownValue(fields, "ProcessorConfig");
  return startsExecution && isJsonObject(config) && ownValue(config, "ExecutionType") === "EXPRESS";
}

function* faultsOf({ fields, pointer, type }: StateView): Generator<Diagnostic> {
  const resource = ownValue(fields, "Resource");
  if (type === "Task" && typeof resource === "string") {
    const parsed = parseResource(resource);
    if (parsed.kind === "activity") {
      yield refusal(`${pointer}/Resource`, "use activities", {
        awsMessage: "Express state machine does not support Activity ARN",
      });
    } else if (parsed.kind === "service" && parsed.pattern !== "requestResponse") {
      const suffix = parsed.pattern === "waitForTaskToken" ? ".waitForTaskToken" : ".sync";
      yield refusal(`${pointer}/Resource`, `use ${suffix}`, {
        awsMessage: `Express state machine does not support '${suffix}' service integration`,
      });
    }
  }
  for (const field of type === "Map" ? ["ItemProcessor", "Iterator"] : []) {
    const processor = ownValue(fields, field);
    if (!isJsonObject(processor) || !isDistributed(processor)) continue;
    yield refusal(`${pointer}/${field}/ProcessorConfig/Mode`, "have a distributed Map", {
      awsMessage:
        "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
    });
  }
}

function refusal(pointer: string, what: string, aws: { awsMessage: string }): Diagnostic {
  const message = `an Express execution cannot ${what}: make it a Standard one`;
  return error("SCHEMA_VALIDATION_FAILED", pointer, message, aws);
}
