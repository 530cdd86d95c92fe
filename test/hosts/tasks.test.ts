import { describe, expect, it } from "vitest";
import { StateMachine, type TaskContext, TaskError } from "../../lib/index.ts";
import "../../lib/testing/vitest.ts";

const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:ChargeCard";

/** A state machine with one Task. */
function machineOf(Resource: string, fields: object = {}): StateMachine {
  return new StateMachine({
    StartAt: "Charge",
    States: { Charge: { Type: "Task", Resource, ...fields, End: true } },
  });
}

const charge = machineOf(functionArn);
const invoke = machineOf("arn:aws:states:::lambda:invoke", {
  Parameters: { FunctionName: `${functionArn}:live`, "Payload.$": "$" },
});

describe("a handler is found", () => {
  const handler = () => "charged";

  for (const key of [
    "Charge",
    functionArn,
    "ChargeCard",
    "arn:aws:lambda:*:function:Charge*",
    "*",
  ]) {
    it(`by ${key}`, async () => {
      expect(await charge.run({}, { tasks: { [key]: handler } })).toHaveOutput("charged");
    });
  }

  for (const key of [`${functionArn}:live`, functionArn, "ChargeCard", "*:states:::lambda:*"]) {
    it(`by ${key} where the function is invoked by lambda:invoke`, async () => {
      const execution = await invoke.run({}, { tasks: { [key]: handler } });
      expect(execution.output).toMatchObject({ Payload: "charged", StatusCode: 200 });
    });
  }

  it("by its state's name before any ARN, and by an ARN before any pattern", async () => {
    const tasks = { "*": () => 3, [functionArn]: () => 2, Charge: () => 1 };
    expect(await charge.run({}, { tasks })).toHaveOutput(1);
    const { Charge: _, ...rest } = tasks;
    expect(await charge.run({}, { tasks: rest })).toHaveOutput(2);
  });

  it("among the machine's own tasks, unless the run has another", async () => {
    const machine = new StateMachine(charge.definition, { tasks: { Charge: () => "own" } });
    expect(await machine.run()).toHaveOutput("own");
    expect(await machine.run({}, { tasks: { Charge: () => "run's" } })).toHaveOutput("run's");
  });
});

describe("a handler may be", () => {
  it("a function of the input", async () => {
    const tasks = { Charge: ({ euros }: { euros: number }) => ({ paid: euros }) };
    expect(await charge.run({ euros: 5 }, { tasks })).toHaveOutput({ paid: 5 });
  });

  it("asynchronous", async () => {
    const tasks = { Charge: async (input: unknown) => [input] };
    expect(await charge.run(1, { tasks })).toHaveOutput([1]);
  });

  it("a Lambda handler with its context", async () => {
    const Charge = async (_event: unknown, context: TaskContext) => ({
      name: context.functionName,
      arn: context.invokedFunctionArn,
      left: context.getRemainingTimeInMillis(),
      state: context.stateName,
    });
    const machine = machineOf(functionArn, { TimeoutSeconds: 30 });
    expect(await machine.run({}, { tasks: { Charge } })).toHaveOutput({
      name: "ChargeCard",
      arn: functionArn,
      left: 30_000,
      state: "Charge",
    });
  });

  it("a Lambda handler with a callback", async () => {
    const tasks = {
      Charge: (
        event: { euros: number },
        _context: TaskContext,
        done: (error?: unknown, result?: unknown) => void,
      ) => {
        if (event.euros > 100) done(new RangeError("too much"));
        else done(null, "charged");
      },
    };
    expect(await charge.run({ euros: 1 }, { tasks })).toHaveOutput("charged");
    expect(await charge.run({ euros: 101 }, { tasks })).toHaveFailedWith("RangeError", "too much");
  });
});

describe("what a handler does with values stays its own", () => {
  it("changes to its input change nothing in the history", async () => {
    const tasks = {
      Charge: (input: { list: number[] }) => {
        input.list.push(2);
        return input.list;
      },
    };
    const execution = await charge.run({ list: [1] }, { tasks });
    expect(execution).toHaveOutput([1, 2]);
    expect(execution.history[1]?.stateEnteredEventDetails?.input).toBe('{"list":[1]}');
  });

  it("its answer is taken as JSON", async () => {
    const answer = { at: new Date(0), left: undefined, nothing: Number.NaN, big: 2n ** 63n };
    const execution = await charge.run({}, { tasks: { Charge: () => answer } });
    const text = execution.history.at(-1)?.executionSucceededEventDetails?.output;
    expect(text).toBe('{"at":"1970-01-01T00:00:00.000Z","nothing":null,"big":9223372036854775808}');
  });

  it("an answer that cannot be JSON fails the Task", async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const execution = await charge.run({}, { tasks: { Charge: () => circle } });
    expect(execution).toHaveFailedWith("TypeError", "contains itself");
  });
});

describe("a handler that throws", () => {
  it("fails the Task with the error's name, and Lambda's cause", async () => {
    class CardDeclined extends Error {
      override readonly name = "CardDeclined";
    }
    const Charge = () => {
      throw new CardDeclined("no money");
    };
    const execution = await charge.run({}, { tasks: { Charge } });
    expect(execution).toHaveFailedWith("CardDeclined");
    const cause = JSON.parse(execution.cause ?? "");
    expect(cause).toMatchObject({ errorType: "CardDeclined", errorMessage: "no money" });
    expect(cause.trace[0]).toContain("no money");
  });

  it("says exactly the Error Name and cause of a TaskError", async () => {
    const Charge = async () => {
      throw new TaskError("SQS.QueueDoesNotExistException", "no such queue");
    };
    const { error, cause } = await charge.run({}, { tasks: { Charge } });
    expect({ error, cause }).toEqual({
      error: "SQS.QueueDoesNotExistException",
      cause: "no such queue",
    });
  });

  it("may throw what is no Error, as in Lambda", async () => {
    const Charge = () => {
      throw "nonsense";
    };
    const execution = await charge.run({}, { tasks: { Charge } });
    expect(execution).toHaveFailedWith("string", '"errorMessage":"nonsense"');
  });
});

describe("a Task with neither handler nor mock", () => {
  it("fails with a cause that says how to give one", async () => {
    const execution = await charge.run();
    expect(execution).toHaveFailedWith("States.Runtime", 'tasks: { "Charge": (input) => result }');
    expect(execution.cause).toContain(functionArn);
  });

  it("is not hidden by a Catcher of States.ALL", async () => {
    const machine = new StateMachine({
      StartAt: "Charge",
      States: {
        Charge: {
          Type: "Task",
          Resource: functionArn,
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Hidden" }],
          End: true,
        },
        Hidden: { Type: "Pass", End: true },
      },
    });
    expect(await machine.run()).toHaveFailedWith("States.Runtime", "nothing stands for the Task");
  });
});
