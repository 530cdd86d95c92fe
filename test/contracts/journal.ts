import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../lib/core/snapshot.ts";
import { createSnapshot } from "../../lib/core/snapshot-json.ts";
import type {
  ExecutionMeta,
  Journal,
  JournalRecord,
  Resolution,
} from "../../lib/engine/journal-port.ts";

/** What must hold of every journal. `create` makes an empty one, with this clock. */
export function journalContract(name: string, create: (now: () => number) => Journal): void {
  const empty = (): Journal => create(() => 0);
  describe(`${name} as a journal`, () => {
    it("creates an execution once, and answers who was first", async () => {
      const journal = empty();
      expect(await journal.create(arn, meta)).toBeUndefined();
      expect(await journal.create(arn, { ...meta, input: 2 })).toEqual(meta);
      const head = await journal.load(arn);
      expect(head).toMatchObject({ number: 0, unconfirmed: [], resolutions: [] });
      expect(head?.meta).toEqual(meta);
      expect(head?.snapshot).toBeUndefined();
    });

    it("knows nothing of executions that were never created", async () => {
      const journal = empty();
      expect(await journal.load(arn)).toBeUndefined();
      expect(await journal.events(arn)).toEqual([]);
      expect(await journal.append(arn, record(1, 10))).toBe(false);
      expect(await journal.resolve(arn, resolution(1, "lost"))).toBeUndefined();
      expect(await journal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 10 })).toEqual([]);
    });

    it("keeps executions apart", async () => {
      const journal = await begun(empty());
      await journal.create(other, { ...meta, input: 2 });
      await journal.append(arn, record(1, 10));
      await journal.resolve(arn, resolution(1, "mine"));
      expect(await journal.load(other)).toMatchObject({ number: 0, resolutions: [] });
      expect(await journal.events(other)).toEqual([]);
    });

    recordContract(empty);
    eventsContract(empty);
    resolutionContract(empty);
    dueContract(empty);
    forgettingContract(create);
  });
}

function recordContract(empty: () => Journal): void {
  it("lets each record be won once", async () => {
    const journal = await begun(empty());
    expect(await journal.append(arn, record(1, 10))).toBe(true);
    expect(await journal.append(arn, record(1, 20))).toBe(false);
    expect((await journal.load(arn))?.snapshot?.nowMs).toBe(10);
  });

  it("lets one of many writers win at once", async () => {
    const journal = await begun(empty());
    const nonces = [10, 20, 30, 40];
    const won = await Promise.all(
      nonces.map(async (nonce) => journal.append(arn, record(1, nonce))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await journal.load(arn))?.snapshot?.nowMs).toBe(nonces[won.indexOf(true)]);
  });

  it("tells a retry with the same nonce that it has won, also when others came after it", async () => {
    const journal = await begun(empty());
    await journal.append(arn, record(1, 10));
    expect(await journal.append(arn, record(1, 10))).toBe(true);
    await journal.append(arn, record(2, 20));
    expect(await journal.append(arn, record(1, 10))).toBe(true);
    expect(await journal.events(arn)).toHaveLength(4);
  });

  it("has no gaps", async () => {
    const journal = await begun(empty());
    expect(await journal.append(arn, record(2, 10))).toBe(false);
    expect((await journal.load(arn))?.number).toBe(0);
  });

  it("refuses records of another incarnation", async () => {
    const journal = await begun(empty());
    expect(await journal.append(arn, { ...record(1, 10), incarnation: 8 })).toBe(false);
    expect((await journal.load(arn))?.number).toBe(0);
  });

  it("loads what the last record left, as it was written", async () => {
    const journal = await begun(empty());
    const unconfirmed = [
      { type: "stopMapRun", attempt: 5, stateName: "S" },
      { type: "tellParent" },
    ] as const;
    await journal.append(arn, record(1, 20));
    await journal.append(arn, { ...record(2, 20), unconfirmed });
    const head = await journal.load(arn);
    expect(head?.number).toBe(2);
    expect(head?.unconfirmed).toEqual(unconfirmed);
    expect(head?.snapshot).toEqual(record(2, 20).snapshot);
    await journal.append(arn, record(3, 20));
    expect((await journal.load(arn))?.unconfirmed).toEqual([]);
    for (let number = 4; number < 40; number++) await journal.append(arn, record(number, 20));
    expect((await journal.load(arn))?.snapshot).toEqual(record(39, 20).snapshot);
  });
}

function eventsContract(empty: () => Journal): void {
  const filled = async () => {
    const journal = await begun(empty());
    for (const number of [1, 2, 3, 4]) {
      // Every other record has no events.
      await journal.append(
        arn,
        number % 2 === 0 ? quiet(number) : record((number + 1) / 2, 0, number),
      );
    }
    return journal;
  };
  const ids = (events: readonly { readonly id: number }[]) => events.map(({ id }) => id);

  it("gives the events in order, from any id on", async () => {
    const journal = await filled();
    expect(ids(await journal.events(arn))).toEqual([1, 2, 3, 4]);
    expect(ids(await journal.events(arn, { from: 2 }))).toEqual([2, 3, 4]);
    expect(ids(await journal.events(arn, { from: 5 }))).toEqual([]);
    expect(await journal.events(arn, { from: 3, limit: 1 })).toEqual([event(3, 0)]);
    expect(ids(await journal.events(arn, { from: 2, limit: 2 }))).toEqual([2, 3]);
  });

  it("gives the events newest first, from any id on", async () => {
    const journal = await filled();
    expect(ids(await journal.events(arn, { newestFirst: true }))).toEqual([4, 3, 2, 1]);
    expect(ids(await journal.events(arn, { newestFirst: true, from: 3 }))).toEqual([3, 2, 1]);
    expect(ids(await journal.events(arn, { newestFirst: true, from: 9, limit: 3 }))).toEqual([
      4, 3, 2,
    ]);
    expect(ids(await journal.events(arn, { newestFirst: true, from: 2, limit: 1 }))).toEqual([2]);
  });
}

function resolutionContract(empty: () => Journal): void {
  const there = async (journal: Journal) => (await journal.load(arn))?.resolutions;

  it("takes one resolution of an attempt, and answers who was first", async () => {
    const journal = await begun(empty());
    const first = resolution(7, "first");
    expect(await journal.resolve(arn, first)).toBeUndefined();
    expect(await journal.resolve(arn, resolution(7, "second"))).toEqual(first);
    expect(await journal.resolve(arn, beat(7, 9))).toEqual(first);
    expect(await there(journal)).toEqual([first]);
  });

  it("keeps resolutions in order until a record consumes them", async () => {
    const journal = await begun(empty());
    for (const attempt of [9, 7, 8]) await journal.resolve(arn, resolution(attempt, "done"));
    await journal.append(arn, { ...record(1, 10), consumed: [7] });
    expect((await there(journal))?.map(({ attempt }) => attempt)).toEqual([9, 8]);
  });

  it("does not consume for a record that lost", async () => {
    const journal = await begun(empty());
    await journal.append(arn, record(1, 10));
    await journal.resolve(arn, resolution(7, "done"));
    await journal.append(arn, { ...record(1, 20), consumed: [7] });
    expect(await there(journal)).toHaveLength(1);
  });

  it("replaces a heartbeat by whatever comes later, but by an expiry only if it saw it", async () => {
    const journal = await begun(empty());
    expect(await journal.resolve(arn, beat(7, 10))).toBeUndefined();
    expect(await journal.resolve(arn, beat(7, 20))).toBeUndefined();
    expect(await journal.resolve(arn, expired(7, 10))).toEqual(beat(7, 20));
    expect(await journal.resolve(arn, expired(7, undefined))).toEqual(beat(7, 20));
    expect(await journal.resolve(arn, expired(7, 20))).toBeUndefined();
    expect(await journal.resolve(arn, resolution(7, "late"))).toEqual(expired(7, 20));
    expect(await journal.resolve(arn, expired(8, undefined))).toBeUndefined();
    expect(await journal.resolve(arn, beat(9, 10))).toBeUndefined();
    expect(await journal.resolve(arn, resolution(9, "in time"))).toBeUndefined();
  });

  it("lets one task runner claim an attempt, or whoever names the claim that is there", async () => {
    const journal = await begun(empty());
    expect(await journal.resolve(arn, claim(-7, 1))).toBeUndefined();
    expect(await journal.resolve(arn, claim(-7, 2))).toEqual(claim(-7, 1));
    expect(await journal.resolve(arn, claim(-7, 2, 3))).toEqual(claim(-7, 1));
    expect(await journal.resolve(arn, claim(-7, 2, 1))).toBeUndefined();
    expect(await journal.resolve(arn, claim(-7, 3, 1))).toEqual(claim(-7, 2, 1));
    expect(await there(journal)).toEqual([claim(-7, 2, 1)]);
  });

  it("replaces a claim by what is final, and nothing final by a claim", async () => {
    const journal = await begun(empty());
    await journal.resolve(arn, claim(-7, 1));
    expect(await journal.resolve(arn, replied(-7))).toBeUndefined();
    expect(await journal.resolve(arn, claim(-7, 2))).toEqual(replied(-7));
    expect(await journal.resolve(arn, claim(-7, 2, 1))).toEqual(replied(-7));
    expect(await there(journal)).toEqual([replied(-7)]);
  });

  it("replaces the end of a Map Run by its end after a redrive, not the other way round", async () => {
    const journal = await begun(empty());
    const [first, second] = [resolution(7, "first"), { ...resolution(7, "second"), redrive: 1 }];
    expect(await journal.resolve(arn, first)).toBeUndefined();
    expect(await journal.resolve(arn, second)).toBeUndefined();
    expect(await journal.resolve(arn, first)).toEqual(second);
    expect(await journal.resolve(arn, { ...second, at: 8 })).toEqual(second);
    expect(await there(journal)).toEqual([second]);
  });

  it("keeps what a task runner writes apart from what the token's holder writes", async () => {
    const journal = await begun(empty());
    expect(await journal.resolve(arn, claim(-7, 1))).toBeUndefined();
    expect(await journal.resolve(arn, beat(7, 20))).toBeUndefined();
    expect(await journal.resolve(arn, resolution(7, "early"))).toBeUndefined();
    expect(await journal.resolve(arn, replied(-7))).toBeUndefined();
    await journal.append(arn, { ...record(1, 10), consumed: [-7] });
    expect(await there(journal)).toEqual([resolution(7, "early")]);
  });

  it("takes nothing for another incarnation", async () => {
    const journal = await begun(empty());
    await journal.resolve(arn, { ...resolution(7, "stray"), incarnation: 8 });
    expect(await there(journal)).toEqual([]);
  });
}

function dueContract(empty: () => Journal): void {
  const due = async (journal: Journal, beforeMs: number) =>
    (await journal.due({ beforeMs, limit: 10 })).map((entry) => entry.dueMs);

  it("has an execution due from its start until a record says otherwise", async () => {
    const journal = await begun(empty());
    expect(await due(journal, 0)).toEqual([]);
    expect(await journal.due({ beforeMs: 1, limit: 10 })).toEqual([{ arn, dueMs: 1 }]);
    await journal.append(arn, { ...record(1, 10), dueMs: 50 });
    expect(await due(journal, 49)).toEqual([]);
    expect(await due(journal, 50)).toEqual([50]);
    await journal.append(arn, record(2, 10));
    expect(await due(journal, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  it("has an execution due while a resolution waits", async () => {
    const journal = await begun(empty());
    await journal.append(arn, { ...record(1, 10), dueMs: 50 });
    await journal.resolve(arn, beat(7, 20));
    await journal.resolve(arn, claim(-8, 1));
    expect(await due(journal, 49)).toEqual([]);
    await journal.resolve(arn, resolution(7, "done"));
    expect(await due(journal, 49)).toEqual([7]);
    await journal.append(arn, { ...record(2, 10), dueMs: 60 });
    expect(await due(journal, 49)).toEqual([7]);
    await journal.append(arn, { ...record(3, 10), dueMs: 60, consumed: [7] });
    expect(await due(journal, 100)).toEqual([60]);
  });

  it("gives what is due in order of the instants, page by page", async () => {
    const journal = empty();
    const arns: string[] = [];
    for (const n of [3, 1, 2, 5, 4]) {
      await journal.create(`${arn}${n}`, { ...meta, startedMs: n < 4 ? 10 : n });
    }
    for (let after: { arn: string; dueMs: number } | undefined; ; ) {
      const page = await journal.due({ beforeMs: 10, after, limit: 2 });
      arns.push(...page.map((entry) => entry.arn.slice(arn.length)));
      after = page.at(-1);
      if (after === undefined) break;
    }
    expect(arns).toEqual(["4", "5", "1", "2", "3"]);
  });
}

function forgettingContract(create: (now: () => number) => Journal): void {
  it("forgets what has expired, so that its name is free", async () => {
    let now = 0;
    const journal = await begun(create(() => now));
    await journal.append(arn, { ...record(1, 10), dueMs: 5, expiresMs: 100 });
    await journal.resolve(arn, resolution(7, "left behind"));
    now = 99;
    expect(await journal.load(arn)).toBeDefined();
    now = 100;
    expect(await journal.load(arn)).toBeUndefined();
    expect(await journal.events(arn)).toEqual([]);
    expect(await journal.due({ beforeMs: 100, limit: 10 })).toEqual([]);
    const again = { ...meta, incarnation: 8, startedMs: 100 };
    expect(await journal.create(arn, again)).toBeUndefined();
    const head = await journal.load(arn);
    expect(head).toMatchObject({ number: 0, resolutions: [] });
    expect(head?.meta).toEqual(again);
    expect(await journal.append(arn, record(1, 20))).toBe(false);
    expect(await journal.append(arn, { ...record(1, 20), incarnation: 8 })).toBe(true);
  });

  it("keeps what was to expire and then was not", async () => {
    let now = 0;
    const journal = await begun(create(() => now));
    await journal.append(arn, { ...record(1, 10), expiresMs: 100 });
    await journal.append(arn, record(2, 20));
    now = 100;
    expect((await journal.load(arn))?.number).toBe(2);
  });
}

const arn = "arn:aws:states:us-east-1:123456789012:execution:M:e";
const other = "arn:aws:states:us-east-1:123456789012:execution:M:o";
const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";
const info = {
  executionArn: arn,
  name: "e",
  roleArn: "arn:aws:iam::123456789012:role/M",
  stateMachineArn,
  stateMachineName: "M",
  type: "STANDARD",
} as const;
const meta: ExecutionMeta = { incarnation: 7, info, input: 1, startedMs: 1, seed: 0 };

async function begun(journal: Journal): Promise<Journal> {
  await journal.create(arn, meta);
  return journal;
}

/** Record n, with events 2n - 1 and 2n; `nonce` is also its snapshot's instant. */
function record(n: number, nonce: number, number = n): JournalRecord {
  return {
    incarnation: 7,
    number,
    nonce,
    before: number === 1 ? createSnapshot(info) : state(n - 1, nonce),
    snapshot: state(n, nonce),
    events: [2 * n - 1, 2 * n].map((id) => event(id, nonce)),
    unconfirmed: [],
    consumed: [],
    dueMs: undefined,
    expiresMs: undefined,
  };
}

/** A record that has no events. */
function quiet(number: number): JournalRecord {
  const { snapshot, ...rest } = record(number / 2, 0, number);
  return { ...rest, before: snapshot, snapshot, events: [] };
}

function state(n: number, nowMs: number): Snapshot {
  return { ...createSnapshot(info), nowMs, nextEventId: 2 * n + 1, seed: 3 };
}

function event(id: number, timestampMs: number) {
  const type = "WaitStateAborted" as const;
  return { id, previousEventId: id - 1, type, timestampMs, details: undefined };
}

function resolution(attempt: number, output: string): Resolution {
  return { incarnation: 7, attempt, at: attempt, outcome: { type: "succeeded", output } };
}

function beat(attempt: number, at: number): Resolution {
  return { incarnation: 7, attempt, at, outcome: { type: "heartbeat" } };
}

function claim(attempt: number, nonce: number, replaces?: number): Resolution {
  const outcome = { type: "claimed", nonce, deadByMs: 100, ...(replaces && { replaces }) } as const;
  return { incarnation: 7, attempt, at: 5, outcome };
}

function replied(attempt: number): Resolution {
  const reply = { type: "succeeded", output: [1], submitted: { id: 1 } } as const;
  return { incarnation: 7, attempt, at: 9, outcome: { type: "replied", reply, startedMs: 6 } };
}

function expired(attempt: number, lastBeatMs: number | undefined): Resolution {
  return { incarnation: 7, attempt, at: 30, outcome: { type: "expired", lastBeatMs } };
}
