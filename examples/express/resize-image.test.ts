import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("resize-image.asl.json", import.meta.url), {
  type: "EXPRESS",
});
const settings = { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" } as const;

test("an Express workflow answers what its function answers", async () => {
  const tasks = { Resize: ({ key }: { key: string }) => ({ small: `small/${key}` }) };
  const execution = await machine.run({ key: "cat.png" }, { ...settings, tasks });
  expect(execution).toHaveSucceeded();
  expect(execution.output).toEqual({ small: "small/cat.png" });
  await expect(recorded(execution)).toMatchFileSnapshot("resize-image.history.json");
});

test("it ends after its TimeoutSeconds", async () => {
  const execution = await machine.run({}, { ...settings, mocks: { Resize: { never: true } } });
  expect(execution.status).toBe("TIMED_OUT");
});
