import { describe, expect, it } from "vitest";
import { Acknowledgements } from "../../../lib/hosts/lambda/acknowledgements.ts";
import type { QueueRecord } from "../../../lib/hosts/lambda/function-events.ts";

const queueArn = "arn:aws:sqs:eu-west-1:123456789012:wake";

function record(receiptHandle: string): QueueRecord {
  const eventSourceARN = queueArn;
  return { messageId: receiptHandle, receiptHandle, body: "", attributes: {}, eventSourceARN };
}

/** A batch of three, and what was deleted of it. */
function batch(isDown = false) {
  const deleted: (readonly string[])[] = [];
  let takesLong = (): void => {};
  const acknowledgements = new Acknowledgements(3, {
    delete: async (_queueArn, handles) => {
      if (isDown) throw new Error("down");
      deleted.push(handles);
    },
    sleep: () =>
      new Promise((resolve) => {
        takesLong = resolve;
      }),
  });
  const elapse = async (): Promise<void> => {
    takesLong();
    await new Promise(setImmediate);
  };
  return { acknowledgements, deleted, elapse };
}

describe("messages of a batch that are done", () => {
  it("are left to the event source where the batch is soon done", async () => {
    const { acknowledgements, deleted } = batch();
    for (const handle of ["a", "b", "c"]) acknowledgements.done(record(handle));
    await acknowledgements.settled();
    expect(deleted).toEqual([]);
  });

  it("are deleted while others take their time, and then one by one", async () => {
    const { acknowledgements, deleted, elapse } = batch();
    acknowledgements.done(record("a"));
    await elapse();
    expect(deleted).toEqual([["a"]]);
    acknowledgements.done(record("b"));
    await new Promise(setImmediate);
    expect(deleted).toEqual([["a"], ["b"]]);
    // Nobody is waited for any more.
    acknowledgements.done(record("c"));
    await acknowledgements.settled();
    expect(deleted).toEqual([["a"], ["b"]]);
  });

  it("come again where they could not be deleted", async () => {
    const { acknowledgements, deleted, elapse } = batch(true);
    acknowledgements.done(record("a"));
    await elapse();
    await acknowledgements.settled();
    expect(deleted).toEqual([]);
  });
});
