import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("read-meter.asl.json", import.meta.url));
const activity = "arn:aws:states:us-east-1:111122223333:activity:ReadMeter";
const settings = { seed: 1, at: "2026-01-01T00:00:00Z" } as const;

test("a worker takes the task, reports a heartbeat and answers", async () => {
  const execution = await machine.start({ meter: "m-7" }, settings);
  const task = await execution.takeActivityTask(activity, "worker-1");
  expect(task?.input).toEqual({ meter: "m-7" });

  await execution.advanceTime({ seconds: 50 });
  await task?.heartbeat();
  await execution.advanceTime({ seconds: 50 });
  await task?.succeed({ kilowattHours: 812 });
  await execution.finish();
  expect(execution).toHaveSucceeded();
  expect(execution.output).toEqual({ meter: "m-7", reading: { kilowattHours: 812 } });
  await expect(recorded(execution)).toMatchFileSnapshot("read-meter.history.json");
});

test("a worker that falls silent is replaced by another", async () => {
  const execution = await machine.start({ meter: "m-7" }, settings);
  await execution.takeActivityTask(activity, "worker-1");
  await execution.advanceTime({ minutes: 2 });
  const again = await execution.takeActivityTask(activity, "worker-2");
  await again?.succeed({ kilowattHours: 813 });
  await execution.finish();
  expect(execution).toHaveSucceeded();
});
