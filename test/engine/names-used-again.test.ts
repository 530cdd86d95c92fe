import { describe, expect, it } from "vitest";
import type { Journal } from "../../lib/engine/journal-port.ts";
import { startExecution } from "../../lib/engine/start-execution.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import type { DurableRig, Process } from "./durable-rig.ts";
import { callback, raise, rigOf, task, within } from "./rules-rig.ts";

const retentionMs = 1_000;
const second = { input: { second: true } };
const refused: TaskReply = { type: "failed", error: "Refused" };
const end = { ...second, status: "FAILED", error: "Refused" };

/** The Task of the first execution is refused at once, that of the second when the test says. */
function twice() {
  const asked: ((reply: TaskReply) => void)[] = [];
  let times = 0;
  const invoke = () =>
    times++ === 0 ? refused : new Promise<TaskReply>((resolve) => asked.push(resolve));
  return { asked, rig: rigOf(task(callback), { invoke, retentionMs }) };
}

/** An execution has ended, and its name is free. Its driver may be kept, to be tried again. */
async function forgotten(rig: DurableRig, isDriverKept = false): Promise<string> {
  const { engine } = rig.process;
  const { wakeQueue } = engine.ports;
  const { setAlarm } = wakeQueue;
  if (isDriverKept) wakeQueue.setAlarm = () => raise();
  const arn = await rig.start("M", { first: true });
  await rig.finish(arn);
  wakeQueue.setAlarm = setAlarm;
  rig.clock.waitUntil(rig.clock.now() + retentionMs);
  expect(rig.journal.load(arn)).toBeUndefined();
  rig.journal.written.delete(arn);
  expect(engine.driver(arn) !== undefined).toBe(isDriverKept);
  return arn;
}

/** The next read of the journal is answered when the test says so, by what is kept then. */
function heldLoad({ engine: { ports } }: Process): () => void {
  const journal: { load: Journal["load"] } = ports.journal;
  const { load } = journal;
  const box = { go: () => {} };
  journal.load = async (arn) => {
    journal.load = load;
    await new Promise<void>((resolve) => {
      box.go = resolve;
    });
    return load(arn);
  };
  return () => box.go();
}

async function startSecond({ engine, rig }: Process): Promise<void> {
  await startExecution(engine, rig.startable("M"), { name: "e", ...second });
  await engine.lookAt(rig.arnOf("M"));
}

describe("a name that is used again", () => {
  for (const isDriverKept of [false, true]) {
    const former = isDriverKept ? "is driven still" : "is driven no more";
    it(`has one driver where what had it is looked for meanwhile, and ${former}`, async () => {
      const { rig, asked } = twice();
      const arn = await forgotten(rig, isDriverKept);
      const answer = heldLoad(rig.process);
      void rig.process.engine.lookAt(arn);
      await within(rig, startSecond(rig.process));
      answer();
      await rig.settle();
      expect(rig.journal.load(arn)).toMatchObject({ number: 1, resolutions: [] });
      asked[0]?.(refused);
      expect(await rig.finish(arn)).toMatchObject(end);
    });
  }

  it("is not answered for by the driver of what had it", async () => {
    const { rig, asked } = twice();
    const arn = await forgotten(rig, true);
    const former = rig.takeOver();
    await within(rig, startSecond(rig.process));
    asked[0]?.(refused);
    await rig.settle();
    // As many records as what had it.
    expect(rig.journal.load(arn)?.number).toBe(3);
    expect((await former.engine.head(arn))?.snapshot).toMatchObject(second);
  });

  it("is driven anew by who has a driver of what had it", async () => {
    const { rig, asked } = twice();
    const arn = await forgotten(rig, true);
    const former = rig.takeOver();
    await startExecution(rig.process.engine, rig.startable("M"), { name: "e", ...second });
    await within(rig, former.engine.lookAt(arn));
    asked[0]?.(refused);
    await rig.settle();
    expect(rig.snapshot(arn)).toMatchObject(end);
  });
});
