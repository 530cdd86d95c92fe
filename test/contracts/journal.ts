import { describe, expect, it } from "vitest";
import { createSnapshot } from "../../lib/core/snapshot-json.ts";
import type { ExecutionMeta, Journal, JournalRecord } from "../../lib/engine/ports.ts";

/** What must hold of every journal. */
export function journalContract(name: string, create: () => Journal): void {
  describe(`${name} as a journal`, () => {
    it("creates an execution once, and answers who was first", async () => {
      const journal = create();
      expect(await journal.create(meta)).toBeUndefined();
      expect(await journal.create({ ...meta, input: 2 })).toEqual(meta);
      expect(await journal.load(executionArn)).toEqual({ meta, number: 0, snapshot: undefined });
    });

    it("knows nothing of executions that were never created", async () => {
      const journal = create();
      expect(await journal.load(executionArn)).toBeUndefined();
      expect(await journal.events(executionArn)).toEqual([]);
    });

    it("lets each record be won once", async () => {
      const journal = await begun(create());
      expect(await journal.append(executionArn, record(1, 10))).toBe(true);
      expect(await journal.append(executionArn, record(1, 20))).toBe(false);
      expect((await journal.load(executionArn))?.snapshot?.nowMs).toBe(10);
    });

    it("tells a retry with the same nonce that it has won", async () => {
      const journal = await begun(create());
      await journal.append(executionArn, record(1, 10));
      expect(await journal.append(executionArn, record(1, 10))).toBe(true);
      expect(await journal.events(executionArn)).toHaveLength(2);
    });

    it("has no gaps", async () => {
      const journal = await begun(create());
      expect(await journal.append(executionArn, record(2, 10))).toBe(false);
      expect((await journal.load(executionArn))?.number).toBe(0);
    });

    it("loads the last record's snapshot, as it was written", async () => {
      const journal = await begun(create());
      await journal.append(executionArn, record(1, 10));
      await journal.append(executionArn, record(2, 20));
      const head = await journal.load(executionArn);
      expect(head?.number).toBe(2);
      expect(head?.snapshot).toEqual(record(2, 20).snapshot);
    });

    it("gives the events in order, from any id on", async () => {
      const journal = await begun(create());
      await journal.append(executionArn, record(1, 10));
      await journal.append(executionArn, record(2, 20));
      const ids = async (from?: number) =>
        (await journal.events(executionArn, from)).map(({ id }) => id);
      expect(await ids()).toEqual([1, 2, 3, 4]);
      expect(await ids(2)).toEqual([2, 3, 4]);
      expect(await ids(5)).toEqual([]);
    });

    it("takes one resolution of an attempt, and answers who was first", async () => {
      const journal = await begun(create());
      const first = resolution(7, "first");
      expect(await journal.resolve(executionArn, first)).toBeUndefined();
      expect(await journal.resolve(executionArn, resolution(7, "second"))).toEqual(first);
      expect(await journal.resolutions(executionArn)).toEqual([first]);
    });

    it("keeps resolutions in order until a record consumes them", async () => {
      const journal = await begun(create());
      for (const attempt of [9, 7, 8]) {
        await journal.resolve(executionArn, resolution(attempt, "done"));
      }
      await journal.append(executionArn, { ...record(1, 10), consumed: [7] });
      const left = await journal.resolutions(executionArn);
      expect(left.map(({ attempt }) => attempt)).toEqual([9, 8]);
    });
  });
}

const executionArn = "arn:aws:states:us-east-1:123456789012:execution:M:e";
const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";
const info = {
  executionArn,
  name: "e",
  roleArn: "arn:aws:iam::123456789012:role/M",
  stateMachineArn,
  stateMachineName: "M",
  type: "STANDARD",
} as const;
const meta: ExecutionMeta = { info, input: 1, startedMs: 1, seed: 0 };

async function begun(journal: Journal): Promise<Journal> {
  await journal.create(meta);
  return journal;
}

/** Record n, with two events; `nonce` is also its snapshot's instant. */
function record(number: number, nonce: number): JournalRecord {
  const events = [2 * number - 1, 2 * number].map((id) => ({
    id,
    previousEventId: id - 1,
    type: "WaitStateAborted" as const,
    timestampMs: nonce,
    details: undefined,
  }));
  return {
    number,
    nonce,
    snapshot: { ...createSnapshot(info), nowMs: nonce },
    events,
    consumed: [],
  };
}

function resolution(attempt: number, output: string) {
  return { attempt, at: attempt, outcome: { type: "succeeded", output } as const };
}
