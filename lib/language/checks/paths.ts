import type { Diagnostic } from "../diagnostic.ts";
import { error, warning } from "../diagnostic-codes.ts";
import { parseIntrinsic } from "../grammar/intrinsic.ts";
import { parseJsonPath } from "../grammar/json-path.ts";
import { hasBlank } from "../placeholder.ts";
import type { Check } from "./check.ts";
import { type Field, fieldOf, type Part, type PartKind } from "./parts.ts";

/** Fields that take paths hold paths of the right kind. #paths #ref-paths */
export const paths: Check = function* ({ states, isOpen, strict }) {
  for (const { parts, language } of states) {
    if (language !== "JSONPath") continue;
    for (const part of parts) {
      for (const [field, kind] of pathFields(part)) {
        const { value } = field;
        if (typeof value === "string" && !isOpen(value))
          yield* faultsOf(field, value, kind, strict);
      }
    }
  }
};

/**
 * What a field takes: any path; a Reference Path; one that can be written to; a Reference Path or
 * an intrinsic function call; what a Choice Rule tests.
 */
type PathKind = "path" | "reference" | "target" | "referenceOrCall" | "tested";

const stateFields: readonly (readonly [field: string, kind: PathKind])[] = Object.entries({
  InputPath: "path",
  OutputPath: "path",
  ResultPath: "target",
  ItemsPath: "reference",
  SecondsPath: "reference",
  TimestampPath: "reference",
  TimeoutSecondsPath: "reference",
  HeartbeatSecondsPath: "reference",
  MaxConcurrencyPath: "reference",
  ToleratedFailurePercentagePath: "reference",
  ToleratedFailureCountPath: "reference",
  ErrorPath: "referenceOrCall",
  CausePath: "referenceOrCall",
} as const);

const fieldTables: { readonly [K in PartKind]?: typeof stateFields } = {
  state: stateFields,
  catcher: [["ResultPath", "target"]],
  readerConfig: [["MaxItemsPath", "reference"]],
  itemBatcher: [
    ["MaxItemsPerBatchPath", "reference"],
    ["MaxInputBytesPerBatchPath", "reference"],
  ],
};

function* pathFields(part: Part): Generator<[Field, PathKind]> {
  const isRule = part.kind === "choiceRule" || part.kind === "nestedRule";
  const table = isRule ? ruleFields(part) : (fieldTables[part.kind] ?? []);
  for (const [name, kind] of table) {
    const field = fieldOf(part, name);
    if (field) yield [field, kind];
  }
}

/** The Variable and the operands of all operators that end in "Path". */
function ruleFields({ fields }: Part): typeof stateFields {
  return Object.keys(fields)
    .filter((name) => name === "Variable" || name.endsWith("Path"))
    .map((name) => [name, "tested"]);
}

function* faultsOf(
  field: Field,
  text: string,
  kind: PathKind,
  strict: boolean,
): Generator<Diagnostic> {
  const isCall = kind === "referenceOrCall" && looksLikeCall(text);
  const fault = isCall ? callFault(text) : syntaxFault(text);
  if (fault) {
    yield (strict ? undefined : blankWarning(field)) ?? pathError(field, kind, fault);
    return;
  }
  const misfit = isCall ? undefined : kindFault(text, kind);
  if (misfit === undefined) return;
  const found = pathError(field, kind, misfit);
  // The specification takes any Path there, AWS only Reference Paths.
  yield kind === "tested" && !strict ? { ...found, severity: "WARNING" } : found;
}

/** What is wrong with a call that must give a string. */
function callFault(text: string): string | undefined {
  const parsed = parseIntrinsic(text);
  if (!parsed.ok) return `${parsed.message} (at character ${parsed.position + 1})`;
  if (stringFunctions.has(parsed.call.name)) return undefined;
  return `${parsed.call.name} does not give a string`;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html */
const stringFunctions = new Set<string>([
  "States.Format",
  "States.JsonToString",
  "States.ArrayGetItem",
  "States.Base64Encode",
  "States.Base64Decode",
  "States.Hash",
  "States.UUID",
]);

function syntaxFault(text: string): string | undefined {
  const parsed = parseJsonPath(text);
  return parsed.ok ? undefined : `${parsed.message} (at character ${parsed.position + 1})`;
}

function kindFault(text: string, kind: PathKind): string | undefined {
  const parsed = parseJsonPath(text);
  if (kind === "path" || !parsed.ok) return undefined;
  const { isReferencePath, root } = parsed.path;
  if (kind === "target" && root.type !== "document") {
    return "a result can only be placed in the state's input: the path starts with '$.' or is '$'";
  }
  return isReferencePath
    ? undefined
    : "it must identify one value: no wildcards, slices, filters or '..'";
}

export function looksLikeCall(text: string): boolean {
  return /^\s*States\./.test(text);
}

/** A text that is wrong because a blank in it is not filled in. */
export function blankWarning({ name, value, pointer }: Field): Diagnostic | undefined {
  if (typeof value !== "string" || !hasBlank(value)) return undefined;
  const message = `${JSON.stringify(name)} has a blank to fill in: ${JSON.stringify(value)}`;
  return warning("UNFILLED_BLANK", pointer, message);
}

function pathError(field: Field, kind: PathKind, fault: string): Diagnostic {
  const noun = kind === "path" ? "a JSONPath" : "a Reference Path";
  return error(
    "SCHEMA_VALIDATION_FAILED",
    field.pointer,
    `"${field.name}" must be ${noun}, found ${JSON.stringify(field.value)}: ${fault}`,
    { awsMessage: awsMessage(String(field.value), kind) },
  );
}

function awsMessage(path: string, kind: PathKind): string {
  if (kind === "path") return "Value must be a valid JSONPath.";
  if (kind === "referenceOrCall") {
    return "Value must be a valid JSONPath or a valid intrinsic function call";
  }
  const reason = path.startsWith("$") ? "" : ": Reference path didn't start with '$'";
  return `Value is not a Reference Path${reason}`;
}
