import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("approve-expense.asl.json", import.meta.url));
const settings = { seed: 1, at: "2026-01-01T00:00:00Z" } as const;
const input = { expense: { euros: 120, for: "train" } };

test("the message carries the token, and the answer goes on from there", async () => {
  const execution = await machine.start(input, settings);
  await execution.runUntilWaiting();
  const task = execution.openTask("AskForApproval");
  expect(task.input).toMatchObject({
    MessageBody: { expense: input.expense, token: task.taskToken },
  });

  await execution.advanceTime({ hours: 5 });
  await task.succeed({ approved: true });
  await execution.finish();
  expect(execution).toHaveSucceeded();
  expect(execution.output).toMatchObject({ outcome: "paid" });
  await expect(recorded(execution)).toMatchFileSnapshot("approve-expense.history.json");
});

test("heartbeats keep it open, and their absence escalates", async () => {
  const execution = await machine.start(input, settings);
  await execution.runUntilWaiting();
  const task = execution.openTask("AskForApproval");
  await execution.advanceTime({ hours: 20 });
  await task.heartbeat();
  await execution.advanceTime({ hours: 20 });
  expect(execution.status).toBe("RUNNING");

  await execution.finish();
  expect(execution.path).toEqual(["AskForApproval", "Escalate"]);
  expect(execution.now).toEqual(new Date("2026-01-02T20:00:00Z"));
  await expect(task.succeed({ approved: true })).rejects.toThrow("TaskTimedOut");
});
