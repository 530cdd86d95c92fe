import type { Path } from "../../data/path.ts";
import { compilePath } from "../../data/path.ts";
import { compilePayloadTemplate } from "../../data/payload-template.ts";
import type { ReferencePath } from "../../data/reference-path.ts";
import { compileReferencePath } from "../../data/reference-path.ts";
import type { Evaluate } from "../../data/scope.ts";
import type { JsonValue } from "../../language/json.ts";
import type { State } from "../../language/state-machine.ts";
import type { DataFlow } from "../compiled-state.ts";
import { compileTemplate } from "./template.ts";

/** The fields that say how data gets into a state and out of it. */
interface FlowFields {
  readonly Type: State["Type"];
  readonly InputPath?: string | null;
  readonly Parameters?: JsonValue;
  readonly Arguments?: JsonValue;
  readonly ResultSelector?: JsonValue;
  readonly ResultPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Output?: JsonValue;
  readonly Assign?: JsonValue;
}

/** #filters #using-paths #data-flow-jsonata */
export function compileDataFlow(state: State, jsonata: boolean): DataFlow {
  const fields = state as FlowFields;
  const flow: Omit<DataFlow, "plainResult"> = {
    inputPath: compileFlowPath(fields.InputPath),
    parameters: compileParameters(fields, jsonata),
    resultSelector:
      fields.ResultSelector === undefined
        ? undefined
        : compilePayloadTemplate(fields.ResultSelector),
    resultPath: compileResultPath(fields.ResultPath),
    outputPath: compileFlowPath(fields.OutputPath),
    output: compileOptional(jsonata ? fields.Output : undefined, "Output", true),
    assign: compileOptional(fields.Assign, "Assign", jsonata),
  };
  const { inputPath, parameters, ...afterwards } = flow;
  const plainResult = Object.values(afterwards).every((part) => part === undefined);
  // Most states move their data as it is; long machines then share one description of it.
  if (plainResult && inputPath === undefined && parameters === undefined) return plainFlow;
  return { ...flow, plainResult };
}

const plainFlow: DataFlow = {
  inputPath: undefined,
  parameters: undefined,
  resultSelector: undefined,
  resultPath: undefined,
  outputPath: undefined,
  output: undefined,
  assign: undefined,
  plainResult: true,
};

/** `$`, the default, costs nothing. */
function compileFlowPath(path: string | null | undefined): Path | null | undefined {
  return path === undefined || path === "$" ? undefined : path === null ? null : compilePath(path);
}

export function compileResultPath(
  path: string | null | undefined,
): ReferencePath | null | undefined {
  return path === undefined || path === "$"
    ? undefined
    : path === null
      ? null
      : compileReferencePath(path);
}

function compileParameters(fields: FlowFields, jsonata: boolean): Evaluate | undefined {
  // A Map's Parameters are the old name of its ItemSelector.
  if (fields.Type === "Map") return undefined;
  return jsonata
    ? compileOptional(fields.Arguments, "Arguments", true)
    : compileOptional(fields.Parameters, "Parameters", false);
}

export function compileOptional(
  template: JsonValue | undefined,
  field: string,
  jsonata: boolean,
): Evaluate | undefined {
  return template === undefined ? undefined : compileTemplate(template, field, jsonata);
}
