import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const closeBooks = await StateMachine.fromFile(new URL("close-books.asl.json", import.meta.url), {
  name: "CloseBooks",
  stateMachineArn: "arn:aws:states:us-east-1:111122223333:stateMachine:CloseBooks",
});
const machine = await StateMachine.fromFile(new URL("nightly-close.asl.json", import.meta.url));
const settings = { seed: 1, at: "2026-01-01T00:00:00Z" } as const;

test("the other machine is run, and its output is the Task's result", async () => {
  const execution = await machine.run(
    { day: "2026-01-01" },
    { ...settings, machines: [closeBooks] },
  );
  expect(execution).toHaveSucceeded();
  expect(execution.output).toEqual({ closed: "2026-01-01" });
  await expect(recorded(execution)).toMatchFileSnapshot("nightly-close.history.json");
});

test("or a mock stands for it", async () => {
  const mocks = { CloseBooks: { result: { Output: { closed: "yesterday" } } } };
  const execution = await machine.run({ day: "2026-01-01" }, { ...settings, mocks });
  expect(execution.output).toEqual({ closed: "yesterday" });
});
