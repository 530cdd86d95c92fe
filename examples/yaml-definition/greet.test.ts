import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

test("a definition in YAML runs like one in JSON", async () => {
  const machine = await StateMachine.fromFile(new URL("greet.asl.yaml", import.meta.url));
  const execution = await machine.run(
    { name: "Ada" },
    { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" },
  );
  expect(execution).toHaveSucceeded();
  expect(execution.output).toEqual({ greeting: "Hello, Ada" });
  await expect(recorded(execution)).toMatchFileSnapshot("greet.history.json");
});
