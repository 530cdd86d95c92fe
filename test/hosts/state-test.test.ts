import { describe, expect, it } from "vitest";
import { ApiError, StateMachine } from "../../lib/index.ts";

const machine = new StateMachine({
  StartAt: "Charge",
  States: {
    Charge: {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:123456789012:function:charge",
      Parameters: { "amount.$": "$.total" },
      ResultPath: "$.payment",
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 3, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.problem", Next: "Refuse" }],
      Next: "Ship",
    },
    Ship: { Type: "Succeed" },
    Refuse: { Type: "Fail", Error: "Refused" },
  },
});

describe("machine.testState", () => {
  it("takes and answers plain values", async () => {
    const tested = await machine.testState({
      stateName: "Charge",
      input: { total: 12 },
      mock: { result: { id: "p-1" } },
    });
    expect(tested.status).toBe("SUCCEEDED");
    expect(tested.nextState).toBe("Ship");
    expect(tested.output).toEqual({ total: 12, payment: { id: "p-1" } });
    expect(tested.inspection.afterParameters).toEqual({ amount: 12 });
  });

  it("calls the Task's handler where there is no mock", async () => {
    const tested = await machine.testState({
      stateName: "Charge",
      input: { total: 12 },
      tasks: {
        Charge: async ({ amount }: { amount: number }) => ({ charged: amount }),
      },
    });
    expect(tested.output).toEqual({ total: 12, payment: { charged: 12 } });
  });

  it("says how a handler's error is handled", async () => {
    const tested = await machine.testState({
      stateName: "Charge",
      input: { total: 12 },
      mock: { error: "Busy", cause: "Later." },
      stateConfiguration: { retrierRetryCount: 1 },
    });
    expect(tested.status).toBe("RETRIABLE");
    expect(tested.inspection.errorDetails).toEqual({
      retryIndex: 0,
      retryBackoffIntervalSeconds: 6,
    });
  });

  it("says how to stand for a Task that has neither mock nor handler", async () => {
    const tested = await machine.testState({ stateName: "Charge", input: { total: 1 } });
    expect(tested.status).toBe("FAILED");
    expect(tested.cause).toContain('give it a handler, tasks: { "Charge"');
  });

  it("refuses a state that is not there", async () => {
    const test = machine.testState({ stateName: "Cancel" });
    await expect(test).rejects.toThrow(ApiError);
    await expect(test).rejects.toThrow("State not found in definition");
  });
});
