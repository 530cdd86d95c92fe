import { describe, expect, it } from "vitest";
import type { AwsStores } from "../../../lib/adapters/aws/stores.ts";
import { createSnapshot } from "../../../lib/core/snapshot-json.ts";
import type { ExecutionMeta, JournalRecord } from "../../../lib/engine/journal-port.ts";

/** What must hold of the stores on DynamoDB and S3 besides the contracts of their ports. */
export function storesContract(name: string, create: (now: () => number) => AwsStores): void {
  describe(`${name} and a bucket`, () => {
    it("keeps META, records and answers of any size", async () => {
      const { journal } = create(() => 0);
      const meta = { ...started, input: { text: document(300_000) } };
      await journal.create(arn, meta);
      const output = { text: document(900_000) };
      const events = [eventOf(1, output), eventOf(2, document(20_000)), eventOf(3, output)];
      expect(await journal.append(arn, { ...record(1), events })).toBe(true);
      const outcome = { type: "succeeded", output } as const;
      await journal.resolve(arn, { incarnation: 7, attempt: 1, at: 2, outcome });
      const head = await journal.load(arn);
      expect(head?.meta).toEqual(meta);
      expect(head?.resolutions[0]?.outcome).toEqual(outcome);
      expect(await journal.events(arn)).toEqual(events);
    });

    it("deletes all that belonged to what has expired, and nothing else", async () => {
      let now = 0;
      const stores = create(() => now);
      const { journal } = stores;
      await journal.create(arn, { ...started, input: document(50_000) });
      const events = [eventOf(1, document(60_000))];
      await journal.append(arn, { ...record(1), events, expiresMs: 100 });
      now = 100;
      const again = { ...started, incarnation: 8, startedMs: 100 };
      await journal.create(arn, again);
      await journal.append(arn, { ...record(1), incarnation: 8, events: [eventOf(1, "kept")] });
      await stores.forget(arn);
      expect((await journal.load(arn))?.number).toBe(1);
      expect(await journal.events(arn)).toEqual([eventOf(1, "kept")]);
    });
  });
}

const arn = "arn:aws:states:us-east-1:123456789012:execution:M:e";
const info = {
  executionArn: arn,
  name: "e",
  roleArn: "arn:aws:iam::123456789012:role/M",
  stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:M",
  stateMachineName: "M",
  type: "STANDARD",
} as const;
const started: ExecutionMeta = { incarnation: 7, info, input: 1, startedMs: 1, seed: 0 };

function record(number: number): JournalRecord {
  const snapshot = createSnapshot(info);
  return {
    incarnation: 7,
    number,
    nonce: 100 + number,
    before: snapshot,
    snapshot: { ...snapshot, nowMs: number, nextEventId: 10 * number },
    events: [],
    unconfirmed: [],
    consumed: [],
    dueMs: undefined,
    expiresMs: undefined,
  };
}

function eventOf(id: number, output: unknown) {
  const details = { name: "S", output };
  const type = "PassStateExited";
  return { id, previousEventId: id - 1, type, timestampMs: id, details } as never;
}

/** A text that no compression makes much shorter. */
function document(length: number): string {
  let [text, seed] = ["", length];
  while (text.length < length) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    text += seed.toString(36);
  }
  return text.slice(0, length);
}
