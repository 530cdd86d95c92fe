import { StateMachine, TaskError } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("order-processing.asl.json", import.meta.url));
const order = { orderId: "42", total: 99.5 };
const settings = { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" } as const;
const unavailable = { error: "PaymentServiceUnavailable", cause: "no answer" };
const mocks = {
  ProcessPayment: [unavailable, unavailable, { result: { receipt: "receipt-42" } }],
  ShipOrder: { result: { parcel: "parcel-42" } },
};

test("a payment that fails twice is retried, and the order is shipped", async () => {
  const execution = await machine.run(order, { ...settings, mocks });
  expect(execution).toHaveSucceeded();
  expect(execution.path).toEqual(["ProcessPayment", "ShipOrder"]);
  expect(execution.output).toEqual({
    ...order,
    payment: { receipt: "receipt-42" },
    shipment: { parcel: "parcel-42" },
  });
  await expect(recorded(execution)).toMatchFileSnapshot("order-processing.history.json");
});

test("the retries wait 2 and then 4 seconds", async () => {
  const execution = await machine.run(order, { ...settings, mocks });
  expect(execution.history.at(-1)?.timestamp).toEqual(new Date("2026-01-01T00:00:06Z"));
});

test("a declined card is not retried, and ends the order with its reason", async () => {
  const ProcessPayment = () => {
    throw new TaskError("CardDeclined", "insufficient funds");
  };
  const execution = await machine.run(order, { ...settings, tasks: { ProcessPayment } });
  expect(execution.path).toEqual(["ProcessPayment", "PaymentFailed"]);
  expect(execution).toMatchObject({
    status: "FAILED",
    error: "CardDeclined",
    cause: "insufficient funds",
  });
});
