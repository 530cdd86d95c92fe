import { expect, it } from "vitest";
import { startExecution } from "../../lib/engine/start-execution.ts";
import type { DurableRig } from "./durable-rig.ts";
import { lambda, Replies, rigOf, task, within } from "./rules-rig.ts";

const distributed = {
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

/**
 * What is created in this journal is there, and whoever created it does not hear so before the
 * test says; nor is the first record appended before.
 */
function held(rig: DurableRig, name: "journal" | "mapRunJournal") {
  const journal: {
    create: (arn: string, meta: never) => unknown;
    append: (arn: string, record: never) => unknown;
  } = rig.process.engine.ports[name];
  const { create, append } = journal;
  const state = { arn: "", appends: 0, answer: () => {}, append: () => {} };
  journal.create = async (arn, meta) => {
    journal.create = create;
    const there = await create(arn, meta);
    state.arn = arn;
    await new Promise<void>((resolve) => {
      state.answer = resolve;
    });
    return there;
  };
  journal.append = async (arn, record) => {
    if (state.appends++ === 0) {
      await new Promise<void>((resolve) => {
        state.append = resolve;
      });
    }
    return append(arn, record);
  };
  return state;
}

for (const name of ["journal", "mapRunJournal"] as const) {
  it(`has one driver of what is looked at before it is said to be created: ${name}`, async () => {
    const replies = new Replies();
    const rig = rigOf(distributed, { invoke: replies.invoke });
    const state = held(rig, name);
    const { engine } = rig.process;
    const start = async () => {
      await startExecution(engine, rig.startable("M"), { name: "e", input: [1] });
      await engine.lookAt(rig.arnOf("M"));
    };
    const started = start();
    await within(rig, undefined);
    void engine.lookAt(state.arn);
    await within(rig, undefined);
    state.answer();
    await within(rig, undefined);
    // The one that drives it waits for its record, and nobody else writes one.
    expect(state.appends).toBe(1);
    state.append();
    await within(rig, started);
    expect(replies.asked).toHaveLength(1);
  });
}
