import { describe, expect, it } from "vitest";
import { Asked } from "../../lib/engine/asked.ts";
import { abort, lambda, raise, rigOf, task, within } from "./rules-rig.ts";

const never = () => new Promise<never>(() => {});
/** An execution whose Task is under way, in a process that can neither write nor wake anybody. */
const cut = async () => {
  const rig = rigOf(task(lambda), { invoke: never });
  const arn = await rig.start("M");
  const { journal, wakeQueue } = rig.process.engine.ports;
  const { append } = journal;
  const { setAlarm } = wakeQueue;
  journal.append = async () => raise();
  wakeQueue.setAlarm = async () => raise();
  const mend = () => Object.assign(journal, { append }) && Object.assign(wakeQueue, { setAlarm });
  return { rig, arn, mend };
};

describe("whoever asks", () => {
  it("hears that nobody will go on", async () => {
    const { rig, arn } = await cut();
    const asked = Promise.resolve(rig.process.engine.ask(arn, abort(rig)));
    const heard = asked.then(
      () => "answered",
      () => "failed",
    );
    expect(await within(rig, heard)).toBe("failed");
  });

  it("may ask again", async () => {
    const { rig, arn, mend } = await cut();
    const asked = Promise.resolve(rig.process.engine.ask(arn, abort(rig)));
    await within(
      rig,
      asked.catch(() => undefined),
    );
    mend();
    await within(rig, rig.process.engine.ask(arn, abort(rig)));
    expect(rig.snapshot(arn)?.status).toBe("ABORTED");
    expect(rig.types(arn).filter((type) => type === "ExecutionAborted")).toHaveLength(1);
  });

  it("hears an answer that is there at once", () => {
    const asked = new Asked();
    asked.answered({ accepted: true });
    expect(asked.answer()).toEqual({ accepted: true });
  });
});
