import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("shipping-rate.asl.json", import.meta.url));
const limits = { letterKilograms: 2 };

test.for([
  [{ kilograms: 1, country: "FR", express: true }, "courier"],
  [{ kilograms: 1, country: "SE" }, "nordic"],
  [{ kilograms: 12, country: "FR", express: false }, "parcel"],
  [{ kilograms: 31, country: "FR" }, "freight"],
  [{ kilograms: 1, country: "FR" }, "letter"],
] as const)("%j goes by %s", async ([parcel, carrier]) => {
  const execution = await machine.run({ ...parcel, limits });
  expect(execution).toHaveSucceeded();
  expect(execution.output).toMatchObject({ carrier });
});

test("a weight that is missing is an error of the workflow, not a letter", async () => {
  const execution = await machine.run({ country: "FR", limits });
  expect(execution).toMatchObject({ status: "FAILED", error: "States.Runtime" });
});

test("its history is the recorded one", async () => {
  const execution = await machine.run(
    { kilograms: 12, country: "FR", limits },
    { at: "2026-01-01T00:00:00Z", time: "skip", seed: 1 },
  );
  await expect(recorded(execution)).toMatchFileSnapshot("shipping-rate.history.json");
});
