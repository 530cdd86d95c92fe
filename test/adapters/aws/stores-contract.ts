import { describe, expect, it } from "vitest";
import type { AwsStores } from "../../../lib/adapters/aws/stores.ts";
import { answerOf, arn, eventOf, metaOf, recordOf, textOf } from "./journal-samples.ts";

/** What must hold of the stores on DynamoDB and S3 besides the contracts of their ports. */
export function storesContract(name: string, create: (now: () => number) => AwsStores): void {
  describe(`${name} and a bucket`, () => {
    it("keeps META, records and answers of any size", async () => {
      const { journal } = create(() => 0);
      const meta = metaOf({ input: { text: textOf(300_000) } });
      await journal.create(arn, meta);
      const output = { text: textOf(900_000) };
      const events = [eventOf(1, output), eventOf(2, textOf(20_000)), eventOf(3, output)];
      expect(await journal.append(arn, recordOf(1, { events }))).toBe(true);
      const outcome = { type: "succeeded", output } as const;
      await journal.resolve(arn, { incarnation: 7, attempt: 1, at: 2, outcome });
      const head = await journal.load(arn);
      expect(head?.meta).toEqual(meta);
      expect(head?.resolutions[0]?.outcome).toEqual(outcome);
      expect(await journal.events(arn)).toEqual(events);
    });

    it("reads more than a page of a megabyte holds", async () => {
      const { journal } = create(() => 0);
      await journal.create(arn, metaOf());
      const attempts = Array.from({ length: 600 }, (_, at) => at + 1);
      for (let from = 0; from < attempts.length; from += 20) {
        const some = attempts.slice(from, from + 20);
        const answers = some.map((attempt) =>
          answerOf(attempt, { type: "failed", cause: textOf(4_000, attempt) }),
        );
        await Promise.all(answers.map((answer) => journal.resolve(arn, answer)));
        const events = some.map((id) => eventOf(id, textOf(3_000, id)));
        await journal.append(arn, recordOf(1 + from / 20, { events }));
      }
      const head = await journal.load(arn);
      expect(head?.resolutions.map(({ attempt }) => attempt)).toEqual(attempts);
      expect((await journal.events(arn)).map(({ id }) => id)).toEqual(attempts);
    });

    it("deletes all that belonged to what has expired, and nothing else", async () => {
      let now = 0;
      const stores = create(() => now);
      const { journal } = stores;
      await journal.create(arn, metaOf({ input: textOf(50_000) }));
      const events = [eventOf(1, textOf(60_000))];
      await journal.append(arn, recordOf(1, { events, expiresMs: 100 }));
      now = 100;
      const again = metaOf({ incarnation: 8, startedMs: 100 });
      await journal.create(arn, again);
      await journal.append(arn, recordOf(1, { incarnation: 8, events: [eventOf(1, "kept")] }));
      await stores.forget(arn);
      expect((await journal.load(arn))?.number).toBe(1);
      expect(await journal.events(arn)).toEqual([eventOf(1, "kept")]);
    });
  });
}
