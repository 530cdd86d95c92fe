import type { StateMachineDefinition, StateMachineType } from "../../lib/language/state-machine.ts";
import { golden } from "../simulation/golden.ts";
import { example as exampleOf } from "../simulation/scenarios/example.ts";

/** A state machine that is deployed. */
export interface Machine {
  readonly name: string;
  readonly type: StateMachineType;
  /** In the folder of the examples, if it is one of them. */
  readonly file?: string;
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
    FunctionName: "Toil",
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
export const machines: readonly Machine[] = [
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
  example("Greetings", "jest-cdk/lib/greeting.asl.json"),
  template("SamThumbnails", "templates/template.yaml", "ThumbnailMachine"),
  template("CdkThumbnails", "templates/thumbnails.template.json", "ThumbnailMachine0E6E2D0F"),
  // Their waits are shortened.
  changed("HurriedExpenses", "callbacks/approve-expense.asl.json", {
    '"HeartbeatSeconds":86400': '"HeartbeatSeconds":2',
  }),
  changed("HurriedTrial", "wait-and-timeouts/trial-period.asl.json", {
    '"Seconds":86400': '"Seconds":1',
  }),
  simulated("Besides", "an answer while a Task is under way"),
  simulated("Asking", "an answer when the time is up", {
    '"TimeoutSeconds":20': '"TimeoutSeconds":2',
  }),
  simulated("Beating", "heartbeats that come late", {
    '"HeartbeatSeconds":40': '"HeartbeatSeconds":5',
  }),
  simulated("Crowd", "Tasks that wait long for a slot"),
  simulated("Loop", "a loop of pure states that is stopped"),
  simulated("Notes", "a long history with much in it"),
  simulated("Versions", "a state machine that is updated while it runs"),
  simulated("MapRedriven", "a distributed Map that is redriven"),
  simulated("MapOfExpress", "a distributed Map of Express children that is redriven"),
  simulated("MapStopped", "a distributed Map that is stopped"),
  simulated("MapFaster", "a distributed Map that is sped up"),
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
];

/** @throws when there is none */
export function machineNamed(name: string): Machine {
  const found = machines.find((machine) => machine.name === name);
  if (found === undefined) throw new Error(`there is no machine ${name}`);
  return found;
}

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

/** Texts, and what stands for them. */
type Changes = { readonly [text: string]: string };

function example(name: string, file: string, type: StateMachineType = "STANDARD"): Machine {
  return { ...placed(name, exampleOf(file, name).definition, {}), type, file };
}

function changed(name: string, file: string, changes: Changes): Machine {
  return placed(name, exampleOf(file, name).definition, changes);
}

/** Its function, too, has the name that it has in the template. */
function template(name: string, file: string, logicalId: string): Machine {
  const { definition } = exampleOf(file, name, logicalId);
  return { ...placed(name, definition, { ":123456789012:": ":111122223333:" }), file };
}

/** The first machine of a scenario of the simulation; what it reads is an object of its name. */
function simulated(name: string, title: string, changes: Changes = {}): Machine {
  const [machine] = golden.find((scenario) => scenario.name === title)?.machines ?? [];
  if (machine === undefined) throw new Error(`the simulation has no scenario "${title}"`);
  const data = { '"Bucket":"b","Key":"k"': `"Bucket":"shop","Key":"${name}.json"` };
  return placed(name, machine.definition, { ...changes, ...data });
}

function placed(name: string, value: StateMachineDefinition, changes: Changes): Machine {
  const definition = ({ approvals, stock }: Places): StateMachineDefinition => {
    const all = {
      "https://sqs.us-east-1.amazonaws.com/111122223333/approvals": approvals,
      "https://sqs.us-east-1.amazonaws.com/111122223333/stock": stock,
      '"QueueUrl":"q"': `"QueueUrl":"${approvals}"`,
      ...changes,
    };
    let text = JSON.stringify(value);
    for (const [from, to] of Object.entries(all)) text = text.replaceAll(from, to);
    return JSON.parse(text) as StateMachineDefinition;
  };
  return { name, type: "STANDARD", definition };
}

function own(name: string, definition: object): Machine {
  return { name, type: "STANDARD", definition: () => definitionOf(definition) };
}

function definitionOf(value: unknown): StateMachineDefinition {
  return value as StateMachineDefinition;
}
