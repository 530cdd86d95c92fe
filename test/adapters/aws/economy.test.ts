import { expect, it } from "vitest";
import { inlineBytesMax } from "../../../lib/adapters/aws/values.ts";
import { prices } from "../../../lib/hosts/cost/prices.ts";
import { itemBytes } from "./dynamodb-units.ts";
import { chain, EconomyRig, order } from "./economy-rig.ts";
import { nothingUsed } from "./simulated-dynamodb.ts";

it("runs 10 Tasks and 10 pure states of 1 KB with 11 records, 18 units and no read", async () => {
  const rig = new EconomyRig(chain(10), replyingWith(1_024));
  const used = await rig.run(order(1_024));
  expect(rig.troubles).toEqual([]);
  expect(rig.records).toHaveLength(11);
  expect(used).toMatchObject({ requests: 13, writeUnits: 18, readUnits: 0 });
});

it("writes new payloads of 40 KB with at most 14 units a step", async () => {
  const rig = new EconomyRig(chain(10), replyingWith(40_960));
  const { writeUnits } = await rig.run(order(40_960));
  expect(writeUnits / 10).toBeLessThanOrEqual(14);
  expect(rig.s3.used.puts).toBeLessThanOrEqual(11);
});

it("writes a payload of 256 KiB with one put to the bucket, or at most 40 units", async () => {
  const rig = new EconomyRig(chain(1), replyingWith(262_144 - 64));
  const { writeUnits } = await rig.run(order(64));
  expect(writeUnits).toBeLessThanOrEqual(40);
  expect(rig.s3.used.puts).toBe(1);
});

it("keeps an input of 100 KB that is carried through 10 Tasks once", async () => {
  const rig = new EconomyRig(chain(10, 1, { ResultPath: null }), replyingWith(1_024));
  await rig.run(order(102_400));
  expect(rig.troubles).toEqual([]);
  expect(rig.s3.used.puts).toBe(1);
  const bytes = [...rig.dynamoDb.items()].map(itemBytes);
  expect(Math.max(...bytes)).toBeLessThan(1_024);
});

it("reads at most 64 KB beside the checkpoint to go on after 20,000 events", async () => {
  const rig = new EconomyRig(loop(20_000), replyingWith(200));
  await rig.run({ count: 0, order: order(1_024) });
  expect(rig.troubles).toEqual([]);
  rig.dynamoDb.used = nothingUsed();
  const { journal } = rig.process().stores;
  const head = await journal.load(rig.executionArn);
  expect(head?.snapshot?.nextEventId).toBeGreaterThan(20_000);
  expect(rig.dynamoDb.used.readBytes).toBeLessThan(65_536);
  expect(rig.dynamoDb.used.requests).toBeLessThanOrEqual(2);
});

it("makes an object of what is cheaper as one: putting it costs as much as 8 units", () => {
  expect(prices.s3.put / prices.dynamodb.writeUnit).toBe(inlineBytesMax / 1_024);
});

it("takes a callback in with one record, and writes and deletes its answer", async () => {
  const resource = "arn:aws:states:::lambda:invoke.waitForTaskToken";
  const parameters = { FunctionName: "f", Payload: { "token.$": "$$.Task.Token" } };
  const wait = { Type: "Task", Resource: resource, Parameters: parameters, TimeoutSeconds: 3_600 };
  const definition = {
    StartAt: "Ask",
    States: { Ask: { ...wait, Next: "Charge0" }, ...statesOf(chain(1, 0)) },
  };
  const rig = new EconomyRig(definition, ({ task }) =>
    task.taskToken === undefined
      ? { type: "succeeded", output: {} }
      : { type: "submitted", output: {} },
  );
  const { writeUnits } = await rig.run({});
  // META and its 2 entries, 2 records, and META with its entry moved to the timeout.
  expect(writeUnits).toBe(3 + 2 + 3);
  const { journal } = rig.process().stores;
  const head = await journal.load(rig.executionArn);
  const { incarnation = 0 } = head?.meta ?? {};
  const outcome = { type: "succeeded", output: {} } as const;
  const answer = { incarnation, attempt: 3, at: rig.clock.now(), outcome };
  rig.dynamoDb.used = nothingUsed();
  expect(await journal.resolve(rig.executionArn, answer)).toBeUndefined();
  await rig.process().look();
  // The answer with its entry, META moved back, 2 records, the answer deleted, META at the end.
  expect(rig.dynamoDb.used.writeUnits).toBe(2 + 3 + 2 + 2 + 4);
  expect((await journal.load(rig.executionArn))?.snapshot?.status).toBe("SUCCEEDED");
  expect(rig.troubles).toEqual([]);
});

function statesOf(definition: object): object {
  return (definition as { readonly States: object }).States;
}

function replyingWith(bytes: number) {
  let seed = bytes;
  return () => ({ type: "succeeded", output: order(bytes, ++seed) }) as const;
}

/** Calls a Task until there are about so many events, then waits. */
function loop(events: number): object {
  const count = { "count.$": "States.MathAdd($.count, 1)", "order.$": "$.order" };
  return {
    StartAt: "Charge",
    States: {
      Charge: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:123456789012:function:ChargeCard",
        ResultPath: "$.receipt",
        Next: "Count",
      },
      Count: { Type: "Pass", Parameters: count, Next: "Enough" },
      Enough: {
        Type: "Choice",
        Choices: [{ Variable: "$.count", NumericLessThan: events / 9, Next: "Charge" }],
        Default: "Wait",
      },
      Wait: { Type: "Wait", Seconds: 3_600, End: true },
    },
  };
}
