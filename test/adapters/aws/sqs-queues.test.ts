import { describe, expect, it } from "vitest";
import type { QueueCalls, QueueEntry } from "../../../lib/adapters/aws/queue-calls.ts";
import { SqsSender } from "../../../lib/adapters/aws/sqs-queues.ts";

const url = "https://sqs.eu-west-1.amazonaws.com/123456789012/wake";
const quick = { sleep: async () => {}, random: () => 0 };

/** A queue that keeps what it is sent, and answers what the test says. */
function queue(answer: (batch: readonly QueueEntry[], call: number) => object = () => ({})) {
  const batches: (readonly QueueEntry[])[] = [];
  const calls = (async (_action: string, { Entries }: { Entries: readonly QueueEntry[] }) => {
    batches.push(Entries);
    return answer(Entries, batches.length);
  }) as unknown as QueueCalls;
  return { batches, sender: new SqsSender(calls, quick) };
}

describe("sending to a queue", () => {
  it("puts what is sent in the same turn into batches of ten", async () => {
    const { batches, sender } = queue();
    const sent = Array.from({ length: 23 }, (_, index) => sender.send(url, `message ${index}`));
    await Promise.all(sent);
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 3]);
  });

  it("splits what is too large for one batch", async () => {
    const { batches, sender } = queue();
    const large = "x".repeat(100_000);
    await Promise.all([1, 2, 3].map(() => sender.send(url, large)));
    expect(batches.map(({ length }) => length)).toEqual([2, 1]);
  });

  it("delays whole seconds, and says nothing of no delay", async () => {
    const { batches, sender } = queue();
    await Promise.all([sender.send(url, "now"), sender.send(url, "later", 30)]);
    expect(batches.flat()).toEqual([
      { Id: "0", MessageBody: "now" },
      { Id: "1", MessageBody: "later", DelaySeconds: 30 },
    ]);
  });

  it("sends a batch again of which the queue could not take all", async () => {
    const failed = { Failed: [{ Id: "1", Code: "InternalError", SenderFault: false }] };
    const { batches, sender } = queue((_batch, call) => (call === 1 ? failed : {}));
    await Promise.all([sender.send(url, "a"), sender.send(url, "b")]);
    expect(batches.length).toBe(2);
  });

  it("fails only the message that is at fault itself", async () => {
    const failed = { Failed: [{ Id: "1", Code: "InvalidMessageContents", SenderFault: true }] };
    const { sender } = queue(() => failed);
    const [first, second] = await Promise.allSettled([
      sender.send(url, "a"),
      sender.send(url, "b"),
    ]);
    expect([first?.status, second?.status]).toEqual(["fulfilled", "rejected"]);
  });

  it("gives up after some time, for all that waited", async () => {
    const { batches, sender } = queue(() => {
      throw Object.assign(new Error("slow down"), { name: "ThrottlingException" });
    });
    await expect(sender.send(url, "a")).rejects.toThrow("slow down");
    expect(batches.length).toBe(5);
  });
});
