import fc from "fast-check";
import { expect, it } from "vitest";
import { type DueSlack, exactDue, lazyDue } from "../../../lib/adapters/aws/meta-state.ts";
import { MemoryJournal } from "../../../lib/adapters/memory/journal.ts";
import type { JournalRecord, Resolution } from "../../../lib/engine/journal-port.ts";
import { answerOf, arn, metaOf, recordOf, textOf } from "./journal-samples.ts";
import { serviceError } from "./service-error.ts";
import { SimulatedDynamoDb } from "./simulated-dynamodb.ts";
import { SimulatedS3 } from "./simulated-s3.ts";
import { simulatedStores } from "./simulated-stores.ts";

// Two processes on one table do whatever comes, while requests are throttled, lost, or carried out
// with their answers lost; what they are told is what a journal in memory would tell them.
it("behaves like a journal in memory, whatever happens to its requests", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.array(fault, { maxLength: 60 }),
      fc.integer({ min: 200, max: 5_000 }),
      fc.constantFrom(exactDue, lazyDue),
      play,
    ),
    { numRuns: 400, seed: 1 },
  );
});

const process = fc.constantFrom(0, 1);
const attempt = fc.integer({ min: 1, max: 3 });

const step = fc.oneof(
  fc.record({ type: fc.constant("create" as const), process, size: fc.constantFrom(1, 9_000) }),
  fc.record({
    type: fc.constant("append" as const),
    process,
    /** Relative to the last record. */
    ahead: fc.constantFrom(-1, 0, 0, 1, 1, 1, 1, 2),
    isRepeat: fc.boolean(),
    size: fc.constantFrom(0, 10, 9_000, 40_000),
    dueMs: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
    expiresMs: fc.option(fc.integer({ min: 400, max: 900 }), { nil: undefined }),
    consumed: fc.uniqueArray(attempt),
  }),
  fc.record({
    type: fc.constant("resolve" as const),
    process,
    attempt,
    outcome: fc.constantFrom(
      { type: "heartbeat" } as const,
      { type: "succeeded", output: "done" } as const,
      { type: "failed", cause: textOf(30_000) } as const,
      { type: "expired", lastBeatMs: undefined } as const,
    ),
  }),
  fc.record({ type: fc.constant("load" as const), process }),
  fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 60 }) }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const fault = fc.constantFrom("none", "none", "none", "throttled", "lost", "lostAnswer");

async function play(
  steps: readonly Step[],
  faults: readonly string[],
  pageBytesMax: number,
  dueSlack: DueSlack,
): Promise<void> {
  let now = 0;
  const dynamoDb = new SimulatedDynamoDb();
  const s3 = new SimulatedS3();
  dynamoDb.pageBytesMax = pageBytesMax;
  const left = [...faults];
  const fails = (fault: string): boolean => {
    if (left[0] !== fault) return false;
    left.shift();
    return true;
  };
  const hooks = {
    before: () => {
      if (fails("throttled")) throw serviceError("ThrottlingException", "slow down");
      if (fails("lost")) throw new Error("socket hang up");
      if (left[0] === "none") left.shift();
    },
    after: () => {
      if (fails("lostAnswer")) throw new Error("socket hang up");
    },
  };
  Object.assign(dynamoDb, { hooks });
  Object.assign(s3, { hooks });
  const settings = { now: () => now, dynamoDb, s3, attemptsMax: 100, dueSlack };
  const processes = [simulatedStores(settings), simulatedStores(settings)].map(
    ({ journal }) => journal,
  );
  const model = new MemoryJournal({ now: () => now });
  let incarnation = 0;
  const written: JournalRecord[] = [];
  for (const [place, one] of steps.entries()) {
    // What two processes write in the same millisecond has no order.
    now += 1;
    if (one.type === "wait") {
      now += one.ms;
      continue;
    }
    const journal = processes[one.process];
    if (journal === undefined) continue;
    if (one.type === "create") {
      const meta = metaOf({
        incarnation: incarnation + 1,
        startedMs: now,
        input: textOf(one.size, place),
      });
      const expected = model.create(arn, meta);
      if (expected === undefined) incarnation++;
      expect(await journal.create(arn, meta)).toEqual(expected);
    } else if (one.type === "append") {
      const last = model.load(arn)?.number ?? 0;
      const before = written.findLast((record) => record.incarnation === incarnation);
      const loaded = one.consumed.length > 0 ? await journal.load(arn) : undefined;
      const seen = new Set(loaded?.resolutions.map((there) => there.attempt));
      const isRepeat = one.isRepeat && before !== undefined;
      const record = isRepeat
        ? before
        : recordOf(Math.max(1, last + one.ahead), {
            ...one,
            // Whoever takes a resolution in has seen it.
            consumed: one.consumed.filter((n) => seen.has(n)),
            incarnation,
            nonce: 1_000 + place,
            events: one.size === 0 ? [] : recordOf(last + 1).events,
            snapshot: { ...recordOf(last + 1).snapshot, output: textOf(one.size, place) },
          });
      const isWon = model.append(arn, record);
      if (isWon && !isRepeat) written.push(record);
      expect(await journal.append(arn, record)).toBe(isWon);
    } else if (one.type === "resolve") {
      // An answer to what is gone is written, found to be a stray, and deleted.
      if (model.load(arn) === undefined) continue;
      const resolution: Resolution = { ...answerOf(one.attempt, one.outcome, now), incarnation };
      const expected = model.resolve(arn, resolution);
      expect(await journal.resolve(arn, resolution)).toEqual(expected);
    } else {
      const [there, expected] = [await journal.load(arn), model.load(arn)];
      expect(there?.number).toBe(expected?.number);
      expect(there?.meta).toEqual(expected?.meta);
      expect(there?.snapshot?.output).toEqual(expected?.snapshot?.output);
      expect(there?.resolutions).toEqual(expected?.resolutions);
      expect(await journal.events(arn)).toEqual(model.events(arn));
      const query = { beforeMs: 450, limit: 5 };
      const [due] = await journal.due(query);
      if (dueSlack === exactDue) expect(due).toEqual(model.due(query)[0]);
    }
  }
}
