import { StateMachine, TaskError } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("customer-report.asl.json", import.meta.url));
const settings = { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" } as const;
const tasks = {
  ReadProfile: () => ({ name: "Ada" }),
  ReadOrders: () => [{ orderId: "1" }, { orderId: "2" }],
};

test("the branches' results are put together in the order of the branches", async () => {
  const execution = await machine.run({ customer: 7 }, { ...settings, tasks });
  expect(execution).toHaveSucceeded();
  expect(execution.output).toEqual({
    customer: 7,
    report: { profile: { name: "Ada" }, orders: 2 },
  });
  await expect(recorded(execution)).toMatchFileSnapshot("customer-report.history.json");
});

test("a branch that fails ends the others, and is caught", async () => {
  const ReadOrders = () => {
    throw new TaskError("OrdersGone", "the table was dropped");
  };
  const execution = await machine.run(
    { customer: 7 },
    { ...settings, tasks: { ...tasks, ReadOrders } },
  );
  expect(execution).toHaveFailedWith("NoReport", "a part could not be read");
});
