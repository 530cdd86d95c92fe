import { describe, expect, it } from "vitest";
import type { Clock } from "../../lib/engine/ports.ts";
import { startExecution } from "../../lib/engine/start-execution.ts";
import { openTasks } from "../../lib/engine/task-answers.ts";
import { DurableRig } from "./durable-rig.ts";
import { callback, child, done, rigOf, submitted, task, wait } from "./rules-rig.ts";

/** A rig of a host that has real randomness; its seeds are all the same. */
function guarded(rig: DurableRig): DurableRig {
  let drawn = 0;
  Object.assign(rig.clock, {
    seed: () => 0,
    secret: () => `${++drawn}`.padStart(13, "a").padEnd(32, "0"),
  });
  rig.restart();
  return rig;
}

const callbacks = {
  StartAt: "P",
  States: {
    P: {
      Type: "Parallel",
      End: true,
      Branches: [
        task(callback),
        { ...task(callback, {}), StartAt: "U", States: { U: task(callback).States.T } },
      ],
    },
  },
};

describe("where a host has real randomness", () => {
  it("no two executions are called the same, though their seeds are", async () => {
    const rig = guarded(rigOf(wait(1)));
    const names = new Set<string>();
    for (let times = 0; times < 20; times++) {
      const driver = await startExecution(rig.process.engine, rig.startable("M"), { input: {} });
      names.add(driver?.meta.info.name ?? "");
    }
    expect(names.size).toBe(20);
    for (const name of names) {
      expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it("a token has 128 bits that come from a secret of its execution alone", async () => {
    const tokens = new Set<string>();
    for (const name of ["first", "second"]) {
      const rig = guarded(rigOf(callbacks, { invoke: () => submitted }));
      if (name === "second") (rig.clock as Clock).secret?.();
      const arn = await rig.start("M");
      await rig.settle();
      const snapshot = rig.snapshot(arn);
      for (const { taskToken } of snapshot === undefined ? [] : openTasks(snapshot)) {
        const [, , proof = ""] = Buffer.from(taskToken, "base64").toString().split("|");
        expect(proof).toMatch(/^[0-9a-f]{32}$/);
        tokens.add(proof);
      }
    }
    expect(tokens.size).toBe(4);
  });

  it("a nested execution is not called as that of an execution that had its parent's name", async () => {
    const nested = task("arn:aws:states:::states:startExecution", {
      Parameters: { StateMachineArn: child },
    });
    const rig = guarded(
      new DurableRig({
        machines: { M: nested, Child: wait(1) },
        invoke: () => done,
        retentionMs: 10_000,
      }),
    );
    const arn = await rig.start("M");
    await rig.finish(arn);
    rig.clock.waitUntil(10_500);
    await rig.settle();
    expect(rig.journal.load(arn)).toBeUndefined();
    await rig.start("M");
    expect(await rig.finish(arn)).toMatchObject({ status: "SUCCEEDED" });
    const children = [...rig.journal.heads()].filter(([{ info }]) =>
      info.executionArn.includes(":Child:"),
    );
    expect(children).toHaveLength(2);
  });
});
