import { expect, test } from "vitest";
import { awsLimits, extendedLimits } from "../../lib/data/limits.ts";
import { Drive, machine } from "./drive.ts";

const loop = machine({ Type: "Pass", Next: "Again" }, { Again: { Type: "Pass", Next: "First" } });

test("event 25,000 is the failure of an execution that never ends", async () => {
  const drive = new Drive(loop);
  await drive.start();
  expect(drive.events.length).toBe(25_000);
  expect(drive.events.at(-1)).toMatchObject({
    id: 25_000,
    previousEventId: 24_999,
    type: "ExecutionFailed",
    details: {
      error: "States.Runtime",
      cause: "The execution reached the maximum number of history events (25000).",
    },
  });
});

test("a pure loop stops at the budget, so that a Stop can come through", async () => {
  const drive = new Drive(loop, {}, { limits: { ...awsLimits, historyEventsMax: 5_000 } });
  await drive.start();
  expect(drive.events.map(({ id }) => id)).toEqual(
    Array.from({ length: 5_000 }, (_, index) => index + 1),
  );
});

test("an Express execution has no limit of events", async () => {
  const count = machine(
    { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "More" },
    {
      More: {
        Type: "Choice",
        Choices: [{ Variable: "$.n", NumericLessThan: 10_000, Next: "First" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    },
  );
  const drive = new Drive(count, { type: "EXPRESS" });
  await drive.start({ n: 0 });
  expect(drive.snapshot.output).toEqual({ n: 10_000 });
  expect(drive.events.length).toBeGreaterThan(25_000);
});

const doubled = machine({
  Type: "Pass",
  Parameters: { "a.$": "$.text", "b.$": "$.text" },
  End: true,
});

test("an output over 256 KiB ends the execution, and no Catcher helps", async () => {
  const drive = new Drive(doubled);
  await drive.start({ text: "x".repeat(140_000) });
  expect(drive.snapshot).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
  expect(drive.snapshot.cause).toBe(
    "The state/task 'First' returned a result with a size exceeding the maximum number of bytes service limit.",
  );
});

test("the limits are settings", async () => {
  const drive = new Drive(doubled, {}, { limits: extendedLimits });
  await drive.start({ text: "x".repeat(140_000) });
  expect(drive.snapshot.status).toBe("SUCCEEDED");
});
