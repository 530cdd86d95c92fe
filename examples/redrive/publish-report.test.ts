import { StateMachine, TaskError } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("publish-report.asl.json", import.meta.url));

test("a redrive goes on from the state that failed", async () => {
  let siteIsDown = true;
  let written = 0;
  const tasks = {
    Write: () => ({ report: `report ${++written}` }),
    Publish: () => {
      if (siteIsDown) throw new TaskError("SiteDown", "503");
      return "published";
    },
  };
  const execution = await machine.start({}, { tasks, seed: 1, at: "2026-01-01T00:00:00Z" });
  await execution.finish();
  expect(execution).toHaveFailedWith("SiteDown", "503");

  siteIsDown = false;
  await execution.redrive();
  await execution.finish();
  expect(execution).toHaveSucceeded();
  expect(execution.output).toBe("published");
  expect(written).toBe(1);
  await expect(recorded(execution)).toMatchFileSnapshot("publish-report.history.json");
});
