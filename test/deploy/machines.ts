import { readFileSync } from "node:fs";
import { readSource } from "../../lib/language/source.ts";
import type { StateMachineDefinition, StateMachineType } from "../../lib/language/state-machine.ts";

/** A state machine that is deployed. */
export interface Machine {
  readonly name: string;
  readonly type: StateMachineType;
  readonly definition: (places: Places) => StateMachineDefinition;
}

/** What definitions name and only a deploy knows. */
export interface Places {
  /** The URLs of queues. */
  readonly approvals: string;
  readonly stock: string;
}

const functionArn = (name: string): string =>
  `arn:aws:lambda:us-east-1:111122223333:function:${name}`;

const loadTask = (name: string, next: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: {
    FunctionName: "Work",
    Payload: {
      "execution.$": "$$.Execution.Name",
      "state.$": "$$.State.Name",
      "retry.$": "$$.State.RetryCount",
      "number.$": "$.number",
      item: name,
    },
  },
  ResultSelector: { "done.$": "$.Payload" },
  ResultPath: `$.${name}`,
  Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 20, BackoffRate: 1 }],
  TimeoutSeconds: 10,
  ...next,
});

/** The examples' machines, and those that a deploy needs besides. */
export const machines = [
  example("Orders", "order-processing/order-processing.asl.json"),
  example("Cards", "retry-and-catch/charge-card.asl.json"),
  example("Expenses", "callbacks/approve-expense.asl.json"),
  example("Meters", "activities/read-meter.asl.json"),
  example("Import", "distributed-map/import-customers.asl.json"),
  example("CloseBooks", "nested-executions/close-books.asl.json"),
  example("NightlyClose", "nested-executions/nightly-close.asl.json"),
  example("Images", "express/resize-image.asl.json", "EXPRESS"),
  example("Trial", "wait-and-timeouts/trial-period.asl.json"),
  example("Stock", "mock-config/lambda-sqs.asl.json"),
  example("Shipments", "test-state/ship-order.asl.json"),
  example("Baskets", "inline-map/price-basket.asl.json"),
  example("Reports", "parallel/customer-report.asl.json"),
  example("Publisher", "redrive/publish-report.asl.json"),
  example("Points", "variables-and-jsonata/loyalty-points.asl.json"),
  example("Parcels", "intrinsics/label-parcel.asl.json"),
  example("Shipping", "choice/shipping-rate.asl.json"),
  example("Greeting", "yaml-definition/greet.asl.yaml"),
  own("Impatient", {
    StartAt: "Sleep",
    States: {
      Sleep: {
        Type: "Task",
        Resource: functionArn("Sleep"),
        TimeoutSeconds: 1,
        Catch: [{ ErrorEquals: ["States.Timeout"], ResultPath: "$.late", Next: "Late" }],
        End: true,
      },
      Late: { Type: "Pass", End: true },
    },
  }),
  own("Runner", {
    StartAt: "Echo",
    States: {
      // Its bound is more than an interpreter has left, so it goes to the task runner.
      Echo: { Type: "Task", Resource: functionArn("Echo"), TimeoutSeconds: 300, Next: "Again" },
      Again: { Type: "Task", Resource: functionArn("Echo"), TimeoutSeconds: 5, End: true },
    },
  }),
  own("Load", {
    StartAt: "First",
    States: {
      First: loadTask("first", { Next: "Both" }),
      Both: {
        Type: "Parallel",
        Branches: [
          {
            StartAt: "Left",
            States: {
              Left: loadTask("left", { Next: "Rest" }),
              Rest: { Type: "Wait", Seconds: 3, Next: "Right" },
              Right: loadTask("right", { End: true }),
            },
          },
          { StartAt: "Other", States: { Other: loadTask("other", { End: true }) } },
        ],
        ResultPath: "$.both",
        Next: "Last",
      },
      // Performed by the task runner.
      Last: loadTask("last", { TimeoutSeconds: 50, End: true }),
    },
  }),
  own("Edition", edition("first")),
] as const;

/** Waits long enough to be replaced meanwhile, and says which edition it is. */
export function edition(name: string): StateMachineDefinition {
  return definitionOf({
    StartAt: "Before",
    States: {
      Before: { Type: "Task", Resource: functionArn("Echo"), Next: "Rest" },
      Rest: { Type: "Wait", Seconds: 30, Next: "After" },
      After: { Type: "Task", Resource: functionArn("Echo"), Next: "Say" },
      Say: { Type: "Pass", Result: name, ResultPath: "$.edition", End: true },
    },
  });
}

function example(name: string, file: string, type: StateMachineType = "STANDARD"): Machine {
  const text = readFileSync(new URL(`../../examples/${file}`, import.meta.url), "utf8");
  const format = file.endsWith(".yaml") ? "yaml" : "json";
  const definition = (places: Places): StateMachineDefinition => {
    const placed = text
      .replace("https://sqs.us-east-1.amazonaws.com/111122223333/approvals", places.approvals)
      .replace("https://sqs.us-east-1.amazonaws.com/111122223333/stock", places.stock);
    return definitionOf(readSource(placed, { format }).value);
  };
  return { name, type, definition };
}

function own(name: string, definition: object): Machine {
  return { name, type: "STANDARD", definition: () => definitionOf(definition) };
}

function definitionOf(value: unknown): StateMachineDefinition {
  return value as StateMachineDefinition;
}
