import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("charge-card.asl.json", import.meta.url));
const settings = { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" } as const;
const busy = { error: "Lambda.TooManyRequestsException", cause: "Rate exceeded" };
const paid = { result: { Payload: { receipt: "r-1" } } };

test("throttling is waited out, with jitter that the seed decides", async () => {
  const mocks = { ChargeCard: [busy, busy, busy, paid] };
  const execution = await machine.run({ card: "x" }, { ...settings, mocks });
  expect(execution).toHaveSucceeded();
  expect(execution.output).toEqual({ receipt: "r-1" });
  await expect(recorded(execution)).toMatchFileSnapshot("charge-card.history.json");
});

test("each Retrier counts its own attempts", async () => {
  const slow = { timeout: true } as const;
  const once = await machine.run({}, { ...settings, mocks: { ChargeCard: [slow, busy, paid] } });
  expect(once).toHaveSucceeded();
  const twice = await machine.run({}, { ...settings, mocks: { ChargeCard: [slow, slow] } });
  expect(twice).toHaveFailedWith("States.Timeout");
});

test("a declined card is caught by name, with its cause", async () => {
  const mocks = { ChargeCard: { error: "CardDeclined", cause: "expired" } };
  const execution = await machine.run({ card: "x" }, { ...settings, mocks });
  expect(execution.path).toEqual(["ChargeCard", "AskForOtherCard"]);
  expect(execution.output).toEqual({ mail: "other-card", reason: "expired" });
});

test("anything else gives up with the error that came", async () => {
  const mocks = { ChargeCard: { error: "Boom", cause: "it broke" } };
  const execution = await machine.run({ card: "x" }, { ...settings, mocks });
  expect(execution).toHaveFailedWith("Boom", "it broke");
});
