import { expect, it } from "vitest";
import { StateMachine } from "../../lib/index.ts";
import "../../lib/testing/vitest.ts";

const childArn = "arn:aws:states:us-east-1:123456789012:stateMachine:Child";

const child = new StateMachine(
  {
    StartAt: "Rest",
    States: {
      Rest: { Type: "Wait", Seconds: 60, Next: "Sum" },
      Sum: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:123456789012:function:Sum",
        End: true,
      },
    },
  },
  { name: "Child", tasks: { Sum: ({ a, b }: { a: number; b: number }) => a + b } },
);

function parent(pattern: string, Parameters: object = {}): StateMachine {
  return new StateMachine({
    StartAt: "Start",
    States: {
      Start: {
        Type: "Task",
        Resource: `arn:aws:states:::states:startExecution${pattern}`,
        Parameters: { StateMachineArn: childArn, "Input.$": "$", ...Parameters },
        End: true,
      },
    },
  });
}

const machines = [child];

it("a Task that does not wait gets the execution's ARN", async () => {
  const execution = await parent("", { Name: "one" }).run({ a: 1, b: 2 }, { machines });
  expect(execution.output).toMatchObject({
    ExecutionArn: "arn:aws:states:us-east-1:123456789012:execution:Child:one",
  });
  expect(execution.now).toEqual(execution.startDate);
});

it("a .sync Task waits, and gets texts", async () => {
  const execution = await parent(".sync").run({ a: 1, b: 2 }, { machines });
  expect(execution.output).toMatchObject({
    Status: "SUCCEEDED",
    Input: '{"a":1,"b":2}',
    Output: "3",
  });
  expect(execution.now.getTime() - execution.startDate.getTime()).toBe(60_000);
  expect(execution.history.map(({ type }) => type)).toContain("TaskSubmitted");
});

it("a .sync:2 Task gets values", async () => {
  const execution = await parent(".sync:2").run({ a: 1, b: 2 }, { machines });
  expect(execution.output).toMatchObject({ Input: { a: 1, b: 2 }, Output: 3 });
});

it("a child that fails fails its Task, with its description for a cause", async () => {
  const tasks = {
    "*:function:Sum": () => {
      throw new RangeError("too big");
    },
  };
  const failing = new StateMachine(child.definition, { name: "Child", tasks });
  const execution = await parent(".sync").run({}, { machines: [failing] });
  expect(execution).toHaveFailedWith("States.TaskFailed");
  expect(JSON.parse(execution.cause ?? "")).toMatchObject({
    Status: "FAILED",
    Error: "RangeError",
  });
});

it("a name that is taken is refused", async () => {
  const twice = new StateMachine({
    StartAt: "Both",
    States: {
      Both: {
        Type: "Parallel",
        Branches: [parent("", { Name: "one" }), parent("", { Name: "one" })].map(
          ({ definition }, index) => ({
            StartAt: `Start ${index}`,
            States: { [`Start ${index}`]: definition.States.Start },
          }),
        ),
        End: true,
      },
    },
  });
  expect(await twice.run({}, { machines })).toHaveFailedWith(
    "StepFunctions.ExecutionAlreadyExistsException",
    "Execution Already Exists: 'one'",
  );
});

it("a state machine that is not registered needs a handler or mock", async () => {
  expect(await parent(".sync").run()).toHaveFailedWith("States.Runtime", "nothing stands for");
  const mocks = { Start: { result: { Output: 3 } } };
  expect(await parent(".sync:2").run({}, { mocks })).toHaveOutput({ Output: 3 });
});

const refusedNames = {
  "InvalidName: Invalid Name: 'a b'": "a b",
  "ValidationException: 1 validation error detected: Value": "n".repeat(81),
};

for (const [refusal, Name] of Object.entries(refusedNames)) {
  it(`a name that no execution can have is refused: ${refusal}`, async () => {
    const execution = await parent("", { Name }).run({ a: 1, b: 2 }, { machines });
    const [code = "", message] = refusal.split(": ", 2);
    expect(execution.error).toBe(`StepFunctions.${code.replace("Exception", "")}Exception`);
    expect(execution.cause).toContain(message);
    expect(execution.cause).toContain(
      `(Service: AWSStepFunctions; Status Code: 400; Error Code: ${code}; Request ID: `,
    );
  });
}
