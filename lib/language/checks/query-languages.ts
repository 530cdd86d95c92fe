import type { Diagnostic } from "../diagnostic.ts";
import { error } from "../diagnostic-codes.ts";
import { ownValue } from "../json.ts";
import { hasField } from "../schema.ts";
import type { QueryLanguage } from "../state-machine.ts";
import type { Check } from "./check.ts";
import type { StateView } from "./definition-view.ts";
import type { Part, PartKind } from "./parts.ts";

/**
 * The fields of one query language do not stand in states of the other, and a JSONata machine has
 * no JSONPath states. #query-language
 */
export const queryLanguages: Check = function* ({ states, language, strict }) {
  for (const state of states) {
    if (language === "JSONata" && ownValue(state.fields, "QueryLanguage") === "JSONPath") {
      yield error(
        "SCHEMA_VALIDATION_FAILED",
        `${state.pointer}/QueryLanguage`,
        "a state cannot choose JSONPath where the state machine chose JSONata; " +
          "choose JSONPath for the machine and JSONata for its other states",
        {
          awsMessage:
            "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
          awsPointer: state.pointer,
        },
      );
    } else {
      for (const part of state.parts) yield* foreignFields(part, state, strict);
    }
  }
};

type FieldTable = { readonly [field: string]: QueryLanguage };

/** Which language a field belongs to. Fields of both are not listed. */
const stateFields: FieldTable = {
  InputPath: "JSONPath",
  OutputPath: "JSONPath",
  ResultPath: "JSONPath",
  Parameters: "JSONPath",
  ResultSelector: "JSONPath",
  Result: "JSONPath",
  ItemsPath: "JSONPath",
  SecondsPath: "JSONPath",
  TimestampPath: "JSONPath",
  TimeoutSecondsPath: "JSONPath",
  HeartbeatSecondsPath: "JSONPath",
  MaxConcurrencyPath: "JSONPath",
  ToleratedFailurePercentagePath: "JSONPath",
  ToleratedFailureCountPath: "JSONPath",
  ErrorPath: "JSONPath",
  CausePath: "JSONPath",
  Output: "JSONata",
  Arguments: "JSONata",
  Items: "JSONata",
};
const ioFields: FieldTable = { Parameters: "JSONPath", Arguments: "JSONata" };
const tables: { readonly [K in PartKind]?: FieldTable } = {
  state: stateFields,
  catcher: { ResultPath: "JSONPath", Output: "JSONata" },
  choiceRule: {
    Variable: "JSONPath",
    And: "JSONPath",
    Or: "JSONPath",
    Not: "JSONPath",
    Condition: "JSONata",
    Output: "JSONata",
  },
  itemReader: ioFields,
  resultWriter: ioFields,
  readerConfig: { MaxItemsPath: "JSONPath" },
  itemBatcher: { MaxItemsPerBatchPath: "JSONPath", MaxInputBytesPerBatchPath: "JSONPath" },
};

/** What a field of one language is called in the other. */
const counterparts: { readonly [field: string]: string } = {
  Parameters: "Arguments",
  Arguments: "Parameters",
  ResultSelector: "Output",
  ResultPath: "Output",
  OutputPath: "Output",
  Output: "OutputPath, ResultSelector and ResultPath",
  Result: "Output",
  ItemsPath: "Items",
  Items: "ItemsPath",
  SecondsPath: "Seconds",
  TimestampPath: "Timestamp",
  TimeoutSecondsPath: "TimeoutSeconds",
  HeartbeatSecondsPath: "HeartbeatSeconds",
  MaxConcurrencyPath: "MaxConcurrency",
  ErrorPath: "Error",
  CausePath: "Cause",
  Variable: "Condition",
  And: "Condition",
  Or: "Condition",
  Not: "Condition",
  Condition: "Variable and a comparison",
};

function* foreignFields(
  part: Part,
  { language, type }: StateView,
  strict: boolean,
): Generator<Diagnostic> {
  const { fields, pointer, kind } = part;
  const table = tables[kind];
  if (table === undefined) return;
  for (const field of Object.keys(fields)) {
    const needed = Object.hasOwn(table, field) ? table[field] : undefined;
    if (needed === undefined || needed === language) continue;
    // The schemas say of other states that they have no such field at all.
    if (kind === "state" && type !== undefined && !hasField(type, field)) continue;
    const other = counterparts[field];
    const found = error(
      "SCHEMA_VALIDATION_FAILED",
      `${pointer}/${field}`,
      `"${field}" is a field of ${needed} states, and this one is a ${language} state` +
        (other === undefined ? "" : `; its counterpart is ${other}`),
      {
        awsMessage:
          `The QueryLanguage is set to '${language}', but field '${field}' is only supported ` +
          `for the '${needed}' QueryLanguage`,
        awsPointer: pointer,
      },
    );
    // AWS calls it "JSONPath only"; the specification's list of such fields leaves it out.
    yield field === "Result" && !strict ? { ...found, severity: "WARNING" } : found;
  }
}
