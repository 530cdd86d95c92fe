import assert from "node:assert";
import { describe, expect, it } from "vitest";
import { expectExecution, StateMachine } from "../../lib/index.ts";
import "../../lib/testing/vitest.ts";

const Resource = "arn:aws:lambda:us-east-1:123456789012:function:Pay";
const machine = new StateMachine({
  StartAt: "Prepare",
  States: {
    Prepare: { Type: "Pass", Next: "Pay" },
    Pay: {
      Type: "Task",
      Resource,
      Retry: [{ ErrorEquals: ["Busy"], MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ["Declined"], Next: "Refuse" }],
      Next: "Ship",
    },
    Ship: { Type: "Pass", End: true },
    Refuse: { Type: "Fail", Error: "Refused", Cause: "the card was declined" },
  },
});

const busy = { error: "Busy" };
const shipped = await machine.run({}, { mocks: { Pay: [busy, { result: { paid: [1, 2] } }] } });
const refused = await machine.run({}, { mocks: { Pay: { error: "Declined" } } });

/** What a check that does not hold says. */
function complaint(check: () => unknown): string {
  try {
    check();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return "(nothing)";
}

describe("vitest's expect", () => {
  it("says of an execution that succeeded", () => {
    expect(shipped).toHaveSucceeded();
    expect(shipped).toHaveOutput({ paid: [1, 2] });
    expect(shipped).toHaveOutput({ paid: expect.any(Array) });
    expect(shipped).toHaveVisited("Prepare", "Ship");
    expect(shipped).toHaveTakenPath("Prepare", "Pay", "Ship");
    expect(shipped).toHaveRetried("Pay");
    expect(shipped).toHaveRetried("Pay", 1);
    expect(shipped).not.toHaveFailedWith();
    expect(shipped).not.toHaveVisited("Refuse");
    expect(shipped).not.toHaveRetried("Ship");
  });

  it("says of one that failed", () => {
    expect(refused).not.toHaveSucceeded();
    expect(refused).toHaveFailedWith();
    expect(refused).toHaveFailedWith("Refused");
    expect(refused).toHaveFailedWith("Refused", "declined");
    expect(refused).toHaveFailedWith("Refused", /^the card/);
    expect(refused).not.toHaveRetried("Pay");
    expect(refused).not.toHaveTimedOut();
    expect(refused).not.toHaveBeenAborted();
  });

  it("says that a promise was not awaited", () => {
    expect(() => expect(machine.run()).toHaveSucceeded()).toThrow("a promise: await it first");
  });
});

describe("a check that does not hold shows", () => {
  it("the status with its reason, and the path taken", () => {
    expect(complaint(() => expect(refused).toHaveSucceeded())).toBe(
      [
        "expected the execution to have succeeded",
        "  status: FAILED with Refused: the card was declined",
        "  path:   Prepare -> Pay -> Refuse",
      ].join("\n"),
    );
  });

  it("where the output first differs", () => {
    const wrong = () => expect(shipped).toHaveOutput({ paid: [1, 3] });
    expect(complaint(wrong)).toContain("at $.paid[1]: wanted 3, got 2");
    const more = () => expect(shipped).toHaveOutput({ paid: [1, 2], "by card": true });
    expect(complaint(more)).toContain('at $["by card"]: wanted true, got nothing');
  });

  it("the step at which the path parted", () => {
    const other = () => expect(shipped).toHaveTakenPath("Prepare", "Pay", "Refuse");
    expect(complaint(other)).toContain(
      'at step 3 it should have entered "Refuse", and entered "Ship"',
    );
    const shorter = () => expect(shipped).toHaveTakenPath("Prepare", "Pay");
    expect(complaint(shorter)).toContain('entered no other state, and entered "Ship"');
  });

  it("the state that was not visited, or only too early", () => {
    const never = () => expect(shipped).toHaveVisited("Prepare", "Refuse");
    expect(complaint(never)).toContain('"Refuse" was not entered after "Prepare"');
    const early = () => expect(shipped).toHaveVisited("Ship", "Prepare");
    expect(complaint(early)).toContain('"Prepare" was not entered after "Ship", only before');
  });

  it("how often the state was retried", () => {
    const more = () => expect(shipped).toHaveRetried("Pay", 2);
    expect(complaint(more)).toContain("it was retried 1 time");
  });
});

describe("any other test runner", () => {
  it("has the same checks, which can be chained", () => {
    expectExecution(shipped).toHaveSucceeded().toHaveTakenPath("Prepare", "Pay", "Ship");
    expectExecution(shipped).not.toHaveVisited("Refuse");
  });

  it("gets an AssertionError", () => {
    assert.throws(() => expectExecution(refused).toHaveSucceeded(), {
      name: "AssertionError",
      message: /expected the execution to have succeeded/,
    });
    assert.throws(() => expectExecution(shipped).not.toHaveSucceeded(), assert.AssertionError);
  });
});
