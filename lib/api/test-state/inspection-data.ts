import { writeDocument } from "../../data/document.ts";
import type { JsonValue } from "../../language/json.ts";
import type { QueryLanguage, StateType } from "../../language/state-machine.ts";
import type { Handled } from "./enclosing-states.ts";
import { errorDetails } from "./error-details.ts";
import type { InspectionData } from "./request.ts";
import type { StateRun, StateTest } from "./run-state.ts";

/** What DEBUG and TRACE show of the way that data took through the state. */
export function inspectionData(test: StateTest, run: StateRun, handled: Handled): InspectionData {
  const { state, queryLanguage } = test.tested;
  const values = withDefaults(test, run);
  const shown = stages[state.Type][queryLanguage];
  const texts = shown.flatMap((stage) => {
    const value = values.get(stage);
    return value === undefined ? [] : [[stage, writeDocument(value)] as const];
  });
  const variables = { ...test.variables, ...handled.ending.assigned };
  const details = errorDetails(handled.run, handled.ending);
  return {
    input: writeDocument(test.input),
    ...Object.fromEntries(texts),
    ...mapNumbers(run),
    ...(Object.keys(variables).length > 0 && { variables: writeDocument(variables) }),
    ...(details !== undefined && { errorDetails: details }),
  };
}

/** The stages that AWS shows, by state type. A Parallel shows nothing of its input. */
const stages: {
  readonly [T in StateType]: {
    readonly [Q in QueryLanguage]: readonly (keyof InspectionData)[];
  };
} = {
  Task: {
    JSONPath: [
      "afterInputPath",
      "afterParameters",
      "result",
      "afterResultSelector",
      "afterResultPath",
    ],
    JSONata: ["afterArguments", "result"],
  },
  Pass: {
    JSONPath: ["afterInputPath", "afterParameters", "afterResultSelector", "afterResultPath"],
    JSONata: [],
  },
  Choice: { JSONPath: ["afterInputPath"], JSONata: [] },
  Wait: { JSONPath: ["afterInputPath"], JSONata: [] },
  Succeed: { JSONPath: ["afterInputPath"], JSONata: [] },
  Fail: { JSONPath: [], JSONata: [] },
  Parallel: { JSONPath: ["afterResultSelector", "afterResultPath"], JSONata: [] },
  Map: {
    JSONPath: [
      "afterInputPath",
      "afterItemsPath",
      "afterItemsPointer",
      "afterItemSelector",
      "afterItemBatcher",
      "afterResultSelector",
      "afterResultPath",
    ],
    JSONata: ["afterItemsPointer", "afterItemSelector", "afterItemBatcher"],
  },
};

/** A stage whose field the state does not have shows what the stage before it did. */
function withDefaults(
  { tested, input }: StateTest,
  { inspected }: StateRun,
): Map<string, JsonValue> {
  const values = new Map(inspected);
  const afterInputPath = values.get("afterInputPath");
  if (afterInputPath !== undefined && !("Parameters" in tested.state)) {
    values.set("afterParameters", afterInputPath);
  }
  if (!("Arguments" in tested.state)) values.set("afterArguments", input);
  return values;
}

function mapNumbers({ mapRun }: StateRun): InspectionData {
  if (mapRun === undefined) return {};
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = mapRun;
  return {
    maxConcurrency,
    ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
    ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
  };
}
