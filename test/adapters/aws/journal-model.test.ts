import fc from "fast-check";
import { expect, it } from "vitest";
import { type DueSlack, exactDue, lazyDue } from "../../../lib/adapters/aws/meta-state.ts";
import { MemoryJournal } from "../../../lib/adapters/memory/journal.ts";
import type { Journal, JournalRecord } from "../../../lib/engine/journal-port.ts";
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
    { numRuns: 200, seed: 1 },
  );
}, 120_000);

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
  const played = new Played(faults, pageBytesMax, dueSlack);
  for (const [place, step] of steps.entries()) await played.step(place, step);
}

type StepOf<T extends Step["type"]> = Extract<Step, { readonly type: T }>;

/** Two processes on one table, and the journal that they should be like. */
class Played {
  private now = 0;
  private incarnation = 0;
  private readonly isExact: boolean;
  private readonly journals: readonly Journal[];
  private readonly model = new MemoryJournal({ now: () => this.now });
  private readonly written: JournalRecord[] = [];

  constructor(faults: readonly string[], pageBytesMax: number, dueSlack: DueSlack) {
    const dynamoDb = new SimulatedDynamoDb();
    const s3 = new SimulatedS3();
    dynamoDb.pageBytesMax = pageBytesMax;
    const hooks = failing([...faults]);
    Object.assign(dynamoDb, { hooks });
    Object.assign(s3, { hooks });
    const settings = { now: () => this.now, dynamoDb, s3, attemptsMax: 100, dueSlack };
    this.journals = [simulatedStores(settings).journal, simulatedStores(settings).journal];
    this.isExact = dueSlack === exactDue;
  }

  async step(place: number, step: Step): Promise<void> {
    // What two processes write in the same millisecond has no order.
    this.now += step.type === "wait" ? step.ms : 1;
    if (step.type === "wait") return;
    const journal = this.journals[step.process];
    if (journal === undefined) return;
    if (step.type === "create") await this.create(journal, place, step);
    if (step.type === "append") await this.append(journal, place, step);
    if (step.type === "resolve") await this.resolve(journal, step);
    if (step.type === "load") await this.load(journal);
  }

  private async create(journal: Journal, place: number, { size }: StepOf<"create">): Promise<void> {
    const meta = metaOf({
      incarnation: this.incarnation + 1,
      startedMs: this.now,
      input: textOf(size, place),
    });
    const expected = this.model.create(arn, meta);
    if (expected === undefined) this.incarnation++;
    expect(await journal.create(arn, meta)).toEqual(expected);
  }

  private async append(journal: Journal, place: number, step: StepOf<"append">): Promise<void> {
    const { incarnation, model, written } = this;
    const before = written.findLast((record) => record.incarnation === incarnation);
    const isRepeat = step.isRepeat && before !== undefined;
    const record = isRepeat ? before : await this.newRecord(journal, place, step);
    const isWon = model.append(arn, record);
    if (isWon && !isRepeat) written.push(record);
    expect(await journal.append(arn, record)).toBe(isWon);
  }

  private async newRecord(
    journal: Journal,
    place: number,
    { ahead, size, dueMs, expiresMs, consumed }: StepOf<"append">,
  ): Promise<JournalRecord> {
    const last = this.model.load(arn)?.number ?? 0;
    // Whoever takes a resolution in has seen it.
    const loaded = consumed.length > 0 ? await journal.load(arn) : undefined;
    const seen = new Set(loaded?.resolutions.map((there) => there.attempt));
    const { events, snapshot } = recordOf(last + 1);
    return recordOf(Math.max(1, last + ahead), {
      dueMs,
      expiresMs,
      consumed: consumed.filter((attempt) => seen.has(attempt)),
      incarnation: this.incarnation,
      nonce: 1_000 + place,
      events: size === 0 ? [] : events,
      snapshot: { ...snapshot, output: textOf(size, place) },
    });
  }

  private async resolve(journal: Journal, { attempt, outcome }: StepOf<"resolve">): Promise<void> {
    // An answer to what is gone is written, found to be a stray, and deleted.
    if (this.model.load(arn) === undefined) return;
    const { incarnation } = this;
    const resolution = { ...answerOf(attempt, outcome, this.now), incarnation };
    const expected = this.model.resolve(arn, resolution);
    expect(await journal.resolve(arn, resolution)).toEqual(expected);
  }

  private async load(journal: Journal): Promise<void> {
    const { model } = this;
    const [there, expected] = [await journal.load(arn), model.load(arn)];
    expect(there?.number).toBe(expected?.number);
    expect(there?.meta).toEqual(expected?.meta);
    expect(there?.snapshot?.output).toEqual(expected?.snapshot?.output);
    expect(there?.resolutions).toEqual(expected?.resolutions);
    expect(await journal.events(arn)).toEqual(model.events(arn));
    const query = { beforeMs: 450, limit: 5 };
    const [due] = await journal.due(query);
    if (this.isExact) expect(due).toEqual(model.due(query)[0]);
  }
}

/** Each request takes the next fault. */
function failing(faults: string[]) {
  const fails = (fault: string): boolean => {
    if (faults[0] !== fault) return false;
    faults.shift();
    return true;
  };
  return {
    before: () => {
      if (fails("throttled")) throw serviceError("ThrottlingException", "slow down");
      if (fails("lost")) throw new Error("socket hang up");
      fails("none");
    },
    after: () => {
      if (fails("lostAnswer")) throw new Error("socket hang up");
    },
  };
}
