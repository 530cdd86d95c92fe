import { expect, it } from "vitest";
import { Inbox } from "../../lib/engine/inbox.ts";
import { takeIn } from "../../lib/engine/take-in.ts";
import { lambda, Replies, rigOf, task } from "./rules-rig.ts";

const machine = {
  StartAt: "D",
  States: {
    D: {
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        ...task(lambda),
      },
      End: true,
    },
  },
};

it("leaves the end of a Map Run to whoever knows of its redrive", async () => {
  const rig = rigOf(machine, { invoke: new Replies().invoke });
  const arn = await rig.start("M", [1]);
  const snapshot = rig.snapshot(arn);
  if (snapshot === undefined) throw new Error("it is recorded");
  const [thread] = snapshot.threads.values();
  if (thread?.phase.type !== "mapRun") throw new Error("a Map Run is under way");
  const { attempt } = thread.phase;
  const inbox = new Inbox();
  const end = { incarnation: 1, attempt, at: 0, outcome: { type: "failed" } } as const;
  const driver = {
    inbox,
    snapshot,
    machine: { states: new Map() } as never,
    isVolatile: false,
    strayMs: undefined,
    hasInHand: () => false,
    hasReply: () => false,
  };
  takeIn(driver, [{ ...end, redrive: 1 }], rig.clock);
  expect(inbox.take()).toEqual({ stimuli: [], consumed: [] });
  takeIn(driver, [{ ...end, redrive: 0 }], rig.clock);
  expect(inbox.take().consumed).toEqual([attempt]);
});
