import { readFileSync } from "node:fs";
import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

// The file of Step Functions Local, read as it is.
const mockConfig = JSON.parse(
  readFileSync(new URL("MockConfigFile.json", import.meta.url), "utf8"),
);
const machine = await StateMachine.fromFile(new URL("lambda-sqs.asl.json", import.meta.url), {
  name: "LambdaSqs",
});
const settings = { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z", mockConfig } as const;

test("the happy path", async () => {
  const execution = await machine.run({}, { ...settings, testCase: "HappyPath" });
  expect(execution).toHaveSucceeded();
  expect(execution.output).toEqual({ message: "m-1" });
  await expect(recorded(execution)).toMatchFileSnapshot("lambda-sqs.history.json");
});

test("a function that times out twice", async () => {
  const execution = await machine.run({}, { ...settings, testCase: "SlowStock" });
  expect(execution).toHaveSucceeded();
});

test("a queue that is gone", async () => {
  const execution = await machine.run({}, { ...settings, testCase: "QueueGone" });
  expect(execution).toHaveFailedWith("SQS.QueueDoesNotExistException", "no such queue");
});
