import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("loyalty-points.asl.json", import.meta.url));
const settings = { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" } as const;
const input = {
  customer: "Ada",
  lines: [
    { price: 30, quantity: 2 },
    { price: 45, quantity: 1 },
  ],
};

test("a regular customer gets three times the points", async () => {
  const tasks = { CountOrders: () => ({ count: 12 }) };
  const execution = await machine.run(input, { ...settings, tasks });
  expect(execution).toHaveSucceeded();
  expect(execution.output).toEqual({ customer: "Ada", points: 30 });
  await expect(recorded(execution)).toMatchFileSnapshot("loyalty-points.history.json");
});

test("a guest gets them once", async () => {
  const tasks = { CountOrders: () => ({ count: 1 }) };
  const execution = await machine.run(input, { ...settings, tasks });
  expect(execution.output).toEqual({ customer: "Ada", points: 10 });
});

test("an expression that comes to nothing says where", async () => {
  const execution = await machine.run({ lines: [] }, settings);
  expect(execution).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
});
