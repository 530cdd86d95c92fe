import type { Diagnostic } from "../diagnostic.ts";
import { error, warning } from "../diagnostic-codes.ts";
import { isJsonObject, ownValue } from "../json.ts";
import type { Check } from "./check.ts";
import { isDistributed, type ScopeView, type StateView } from "./definition-view.ts";

/**
 * A distributed Map says of what type its child executions are; an inline one has none, nor what
 * belongs to them. https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
 */
export const mapModes: Check = function* ({ scopes }) {
  const inlineMaps = new Set<StateView>();
  for (const scope of scopes) {
    if (scope.kind !== "processor") continue;
    yield* configFaults(scope);
    if (scope.owner && !isDistributed(scope.fields)) inlineMaps.add(scope.owner);
  }
  for (const state of inlineMaps) yield* inlineFaults(state);
};

function* configFaults({ fields, pointer }: ScopeView): Generator<Diagnostic> {
  const config = ownValue(fields, "ProcessorConfig");
  if (!isJsonObject(config)) return;
  const place = `${pointer}/ProcessorConfig`;
  const hasType = Object.hasOwn(config, "ExecutionType");
  const mode = ownValue(config, "Mode");
  if (mode === "DISTRIBUTED" && !hasType) {
    yield error(
      "SCHEMA_VALIDATION_FAILED",
      place,
      '"ExecutionType" is missing: say whether the child executions are "STANDARD" or "EXPRESS"',
      { awsMessage: "These fields are required: [ExecutionType]" },
    );
  }
  if (!hasType || (mode !== "INLINE" && mode !== undefined)) return;
  const message = "an inline Map has no child executions, and so no ExecutionType";
  const aws = { awsMessage: "Field 'ExecutionType' is not supported", awsPointer: place };
  const typePlace = `${place}/ExecutionType`;
  yield mode === "INLINE"
    ? error("SCHEMA_VALIDATION_FAILED", typePlace, message, aws)
    : warning("NO_EFFECT", typePlace, `${message}; set "Mode": "DISTRIBUTED"`);
}

const distributedFields = [
  "ItemReader",
  "ItemBatcher",
  "ResultWriter",
  "Label",
  "ToleratedFailureCount",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentage",
  "ToleratedFailurePercentagePath",
];

function* inlineFaults({ fields, pointer }: StateView): Generator<Diagnostic> {
  for (const field of distributedFields) {
    if (!Object.hasOwn(fields, field)) continue;
    yield warning(
      "NO_EFFECT",
      `${pointer}/${field}`,
      `"${field}" is for distributed Maps: set "Mode": "DISTRIBUTED" in the ProcessorConfig`,
    );
  }
}
