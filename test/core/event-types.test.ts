import { expect, test } from "vitest";
import type { HistoryEventType } from "../../lib/core/history-event.ts";
import type { StimulusType } from "../../lib/core/stimulus.ts";
import { Drive, lambda, machine } from "./drive.ts";

const callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const activity = "arn:aws:states:us-east-1:111111111111:activity:a";
const Payload = { "token.$": "$$.Task.Token" };
const pass = { StartAt: "Inner", States: { Inner: { Type: "Pass", End: true } } };
const distributed = { ...pass, ProcessorConfig: { Mode: "DISTRIBUTED" } };

const task = (Resource: string) => machine({ Type: "Task", Resource, End: true });
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

const seen = new Set<string>();

async function drive(definition: object, steps: (drive: Drive) => Promise<void>, input = {}) {
  const run = new Drive(definition);
  await run.start(input);
  await steps(run);
  for (const type of run.types()) seen.add(type);
}

/** Tells the newest attempt one thing after another. */
function tell(...types: StimulusType[]) {
  return async (run: Drive) => {
    const attempt = run.attempt();
    const fields = {
      attempt,
      output: {},
      error: "E",
      cause: "C",
      mapRunArn: "arn",
      redriveCount: 1,
    };
    for (const type of types) await run.tell(type, fields as never);
  };
}

/** A failure of the first branch stops the others, whatever they are in. */
const stopped = machine({
  Type: "Parallel",
  Branches: [
    branch("Bad", { Type: "Task", Resource: lambda, End: true }),
    branch("Wait", { Type: "Wait", Seconds: 9, End: true }),
    branch("Task", { Type: "Task", Resource: callback, Parameters: Payload, End: true }),
    branch("Fork", {
      Type: "Parallel",
      Branches: [branch("Deep", { Type: "Wait", Seconds: 9, End: true })],
      End: true,
    }),
    branch("Each", {
      Type: "Map",
      ItemsPath: "$.items",
      ItemProcessor: branch("Item", { Type: "Wait", Seconds: 9, End: true }),
      End: true,
    }),
  ],
  End: true,
});

test("each of the 62 event types is caused by something", async () => {
  for (const Resource of [lambda, callback, activity]) {
    const definition = task(Resource);
    await drive(definition, tell("taskStarted", "taskSubmitted", "taskSucceeded"));
    await drive(definition, tell("taskFailed"));
    await drive(definition, tell("taskTimedOut"));
    await drive(definition, tell("taskScheduleFailed"));
    await drive(definition, tell("taskStartFailed"));
    await drive(definition, tell("taskSubmitFailed"));
    await drive(definition, tell("abort"));
  }
  const mapRun = machine({ Type: "Map", ItemProcessor: distributed, End: true });
  await drive(mapRun, tell("mapRunStarted", "taskSucceeded"), [1]);
  await drive(mapRun, tell("mapRunStarted", "mapRunAborted"), [1]);
  await drive(mapRun, tell("mapRunStarted", "taskFailed", "redrive", "mapRunRedriven"), [1]);
  await drive(stopped, (run) => run.tell("taskFailed", { attempt: run.attempt("Bad") }), {
    items: [1],
  });
  await drive(machine({ Type: "Parallel", Branches: [pass], End: true }), async () => undefined);
  await drive(machine({ Type: "Map", ItemProcessor: pass, End: true }), async () => undefined, [1]);
  await drive(
    machine({ Type: "Map", ItemProcessor: branch("No", { Type: "Fail" }), End: true }),
    async () => undefined,
    [1],
  );
  await drive({ ...machine({ Type: "Wait", Seconds: 9, End: true }), TimeoutSeconds: 1 }, (run) =>
    run.wake(),
  );
  await drive(
    machine({ Type: "Wait", Seconds: 9, Next: "Done" }, { Done: { Type: "Succeed" } }),
    (run) => run.wake(),
  );
  await drive(
    machine(
      { Type: "Choice", Choices: [], Default: "Bad" },
      {
        Bad: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.x %}", End: true },
      },
    ),
    async () => undefined,
  );
  expect([...seen].sort()).toEqual(Object.keys(allTypes).sort());
});

const allTypes: { readonly [T in HistoryEventType]: true } = {
  ExecutionStarted: true,
  ExecutionSucceeded: true,
  ExecutionFailed: true,
  ExecutionAborted: true,
  ExecutionTimedOut: true,
  ExecutionRedriven: true,
  PassStateEntered: true,
  PassStateExited: true,
  ChoiceStateEntered: true,
  ChoiceStateExited: true,
  SucceedStateEntered: true,
  SucceedStateExited: true,
  FailStateEntered: true,
  WaitStateEntered: true,
  WaitStateExited: true,
  WaitStateAborted: true,
  EvaluationFailed: true,
  TaskStateEntered: true,
  TaskStateExited: true,
  TaskStateAborted: true,
  TaskScheduled: true,
  TaskStarted: true,
  TaskStartFailed: true,
  TaskSubmitted: true,
  TaskSubmitFailed: true,
  TaskSucceeded: true,
  TaskFailed: true,
  TaskTimedOut: true,
  LambdaFunctionScheduled: true,
  LambdaFunctionScheduleFailed: true,
  LambdaFunctionStarted: true,
  LambdaFunctionStartFailed: true,
  LambdaFunctionSucceeded: true,
  LambdaFunctionFailed: true,
  LambdaFunctionTimedOut: true,
  ActivityScheduled: true,
  ActivityScheduleFailed: true,
  ActivityStarted: true,
  ActivitySucceeded: true,
  ActivityFailed: true,
  ActivityTimedOut: true,
  ParallelStateEntered: true,
  ParallelStateStarted: true,
  ParallelStateSucceeded: true,
  ParallelStateFailed: true,
  ParallelStateAborted: true,
  ParallelStateExited: true,
  MapStateEntered: true,
  MapStateStarted: true,
  MapStateSucceeded: true,
  MapStateFailed: true,
  MapStateAborted: true,
  MapStateExited: true,
  MapIterationStarted: true,
  MapIterationSucceeded: true,
  MapIterationFailed: true,
  MapIterationAborted: true,
  MapRunStarted: true,
  MapRunSucceeded: true,
  MapRunFailed: true,
  MapRunAborted: true,
  MapRunRedriven: true,
};

test("there are 62 of them", () => {
  expect(Object.keys(allTypes).length).toBe(62);
});
