import { describe, expect, it } from "vitest";
import type { Intent, Snapshot } from "../../lib/core/snapshot.ts";
import type { Stimulus } from "../../lib/core/stimulus.ts";
import { Inbox } from "../../lib/engine/inbox.ts";
import type { Journal } from "../../lib/engine/journal-port.ts";
import { isTakenUp } from "../../lib/engine/renewals.ts";
import { startExecution } from "../../lib/engine/start-execution.ts";
import type { Process } from "./durable-rig.ts";
import { done, lambda, Replies, rigOf, task } from "./rules-rig.ts";

const failed = (attempt: number): Stimulus<"taskFailed"> => ({
  type: "taskFailed",
  attempt,
  at: 0,
  seed: 0,
  error: "States.TaskFailed",
  cause: undefined,
});

describe("what was offered of attempts whose processes were taken to be dead", () => {
  it("is taken back where somebody else has taken the attempt up", () => {
    const inbox = new Inbox();
    inbox.offerGivenUp(failed(3));
    inbox.offerGivenUp(failed(8));
    inbox.takeBackGivenUp((attempt) => attempt === 3);
    expect(inbox.take().stimuli).toEqual([failed(8)]);
  });

  it("is taken back out of a step that came to nothing", () => {
    const inbox = new Inbox();
    inbox.offerGivenUp(failed(3));
    const taken = inbox.take();
    inbox.offer(failed(4));
    inbox.putBack(taken);
    inbox.takeBackGivenUp(() => true);
    expect(inbox.take().stimuli).toEqual([failed(4)]);
  });

  it("stays once it is recorded, and so does what others found out", () => {
    const inbox = new Inbox();
    inbox.offerGivenUp(failed(3));
    const taken = inbox.take();
    inbox.recorded(taken, [{ accepted: true }]);
    inbox.offer(failed(3));
    inbox.takeBackGivenUp(() => true);
    expect(inbox.take().stimuli).toEqual([failed(3)]);
  });
});

describe("an attempt is taken up by somebody else", () => {
  const inHand = (deadByMs: number): Intent => ({ type: "inHand", deadByMs });
  const handedOver = (checkMs: number): Intent => ({ type: "handedOver", checkMs });
  const notBegun: Intent = { type: "notBegun" };
  const withIntent = (intent: Intent | undefined): Snapshot =>
    ({
      status: "RUNNING",
      threads: new Map([[0, { phase: { type: "task", attempt: 3, intent } }]]),
    }) as unknown as Snapshot;
  const rows: readonly (readonly [Intent | undefined, Intent | undefined, boolean])[] = [
    [inHand(1), inHand(2), true],
    [inHand(1), inHand(1), false],
    [inHand(1), handedOver(1), true],
    [inHand(1), notBegun, true],
    [handedOver(1), handedOver(2), true],
    [handedOver(1), handedOver(1), false],
    [notBegun, inHand(1), true],
    [notBegun, notBegun, false],
    // Its service has it by now.
    [inHand(1), undefined, true],
    [undefined, inHand(1), false],
  ];

  for (const [before, now, isSo] of rows) {
    it(`${isSo}: ${JSON.stringify(before)}, then ${JSON.stringify(now)}`, () => {
      expect(isTakenUp(withIntent(before), withIntent(now), 3)).toBe(isSo);
    });
  }

  it("false: it has ended", () => {
    const ended = { status: "RUNNING", threads: new Map() } as unknown as Snapshot;
    expect(isTakenUp(withIntent(inHand(1)), ended, 3)).toBe(false);
  });
});

describe("an attempt that is given up while its process takes it up again", () => {
  it("is performed, once", async () => {
    const replies = new Replies();
    const life = { endMs: 10_000 };
    const rig = rigOf(task(lambda), {
      invoke: replies.invoke,
      concurrentTasksMax: 1,
      settings: { intents: { inHandUntilMs: () => life.endMs } },
    });
    const owner = rig.process;
    for (const name of ["a", "b"]) {
      await startExecution(owner.engine, rig.startable("M"), { name, input: {} });
      void owner.engine.lookAt(rig.arnOf("M", name));
      await rig.settle();
    }
    const waiting = rig.arnOf("M", "b");
    rig.clock.waitUntil(10_000);
    life.endMs = 20_000;
    rig.takeOver();
    // Another process has found out that the time of the owner is over, and is about to say so.
    const append = heldAppend(rig.process);
    void rig.process.engine.lookAt(waiting);
    await rig.settle();
    replies.asked[0]?.(done);
    await rig.settle();
    append();
    await rig.settle();
    replies.asked[1]?.(done);
    expect(await rig.finish(waiting)).toMatchObject({ status: "SUCCEEDED" });
    expect([...rig.made.values()]).toEqual([1, 1]);
  });
});

/** The next record is written when the test says so. */
function heldAppend({ engine: { ports } }: Process): () => void {
  const journal: { append: Journal["append"] } = ports.journal;
  const { append } = journal;
  const box = { go: () => {} };
  journal.append = async (arn, record) => {
    journal.append = append;
    await new Promise<void>((resolve) => {
      box.go = resolve;
    });
    return append(arn, record);
  };
  return () => box.go();
}
