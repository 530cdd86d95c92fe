import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("trial-period.asl.json", import.meta.url));
const settings = { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" } as const;
const input = { trialSeconds: 30 * 86_400, remindAt: "2026-02-01T09:00:00Z", mailSeconds: 60 };

test("a month passes at once", async () => {
  const mocks = { SendReminder: { result: { Payload: "sent" } } };
  const execution = await machine.run(input, { ...settings, mocks });
  expect(execution).toHaveSucceeded();
  expect(execution.path).toEqual(["Trial", "UntilReminder", "SendReminder", "Ended"]);
  expect(execution.history.at(-1)?.timestamp).toEqual(new Date("2026-02-01T09:00:00Z"));
  await expect(recorded(execution)).toMatchFileSnapshot("trial-period.history.json");
});

test("a mail that takes too long is given up, and a day is waited", async () => {
  const execution = await machine.run(input, {
    ...settings,
    mocks: { SendReminder: { never: true } },
  });
  expect(execution.path).toEqual(["Trial", "UntilReminder", "SendReminder", "Late", "Ended"]);
  expect(execution.output).toMatchObject({ mail: { Error: "States.Timeout" } });
  expect(execution.history.at(-1)?.timestamp).toEqual(new Date("2026-02-02T09:01:00Z"));
});
