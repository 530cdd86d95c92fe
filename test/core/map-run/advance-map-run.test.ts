import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unconfirmedCommands } from "../../../lib/core/map-run/advance-map-run.ts";
import {
  executionCounts,
  itemCounts,
  type MapRunCounts,
} from "../../../lib/core/map-run/map-run-counts.ts";
import type { ChildEnd } from "../../../lib/core/map-run/map-run-snapshot.ts";
import { awsLimits } from "../../../lib/data/limits.ts";
import { StatesError } from "../../../lib/data/states-error.ts";
import type { JsonObject, JsonValue } from "../../../lib/language/json.ts";
import { anyReader, Simulation } from "./simulation.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const noCounts: MapRunCounts = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

const exceeded = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
};

describe("a Map Run", () => {
  it("answers the outputs in the order of the items", async () => {
    const run = new Simulation({ items: ["a", "b", "c"] });
    await run.start();
    expect([...run.running]).toEqual([0, 1, 2]);
    await run.end(2, "SUCCEEDED", "C");
    await run.end(0, "SUCCEEDED", null);
    expect(run.finished).toBeUndefined();
    await run.end(1, "SUCCEEDED", { b: 1 });
    expect(run.finished?.output).toEqual([null, { b: 1 }, "C"]);
    expect(run.run.status).toBe("SUCCEEDED");
  });

  it("succeeds at once without items", async () => {
    const run = new Simulation({ items: [] });
    await run.start();
    expect(run.finished).toMatchObject({ output: [] });
    const read = new Simulation({ reader: anyReader });
    await read.start();
    await read.read([]);
    expect(read.finished).toMatchObject({ output: [] });
  });

  it("gives the members of an object as pairs, with their key in the context", async () => {
    const run = new Simulation({ items: [1, 2], itemKeys: ["x", "y"], maxConcurrency: 1 });
    await run.start();
    expect(run.inputs.get(0)).toEqual({ Key: "x", Value: 1 });
    expect(run.run.starting[0]?.mapItem).toEqual({
      Index: 0,
      Key: "x",
      Value: 1,
      Source: "STATE_DATA",
    });
  });

  it("runs no more children at once than it may", async () => {
    const run = new Simulation({ items: numbers(20), maxConcurrency: 3 });
    await run.start();
    await run.runOut();
    expect(run.mostRunning).toBe(3);
    expect(run.finished?.output).toEqual(numbers(20));
    const limited = new Simulation({ items: numbers(20) }, undefined, {
      limits: { ...awsLimits, distributedConcurrencyMax: 4 },
    });
    await limited.start();
    expect(limited.mostRunning).toBe(4);
  });

  it("reads only as far ahead as children can start", async () => {
    const items = numbers(400);
    const run = new Simulation({ reader: anyReader, maxConcurrency: 5 });
    await run.start();
    await run.runOut(items);
    expect(run.finished?.output).toEqual(items);
    expect(run.mostWaiting).toBeLessThanOrEqual(100);
  });

  it("stops reading at MaxItems", async () => {
    const run = new Simulation({ reader: { ...anyReader, config: { MaxItems: 3 } } });
    await run.start();
    await run.runOut(numbers(10));
    expect(run.finished?.output).toEqual([0, 1, 2]);
  });

  it("fails if MaxItems is negative", async () => {
    const run = new Simulation({ reader: { ...anyReader, config: { MaxItems: -1 } } });
    await run.start();
    expect(run.finished).toMatchObject({
      error: "States.ItemReaderFailed",
      cause: "field MaxItems must be positive",
    });
    expect(run.run.status).toBe("FAILED");
  });

  it("fails if its items cannot be read, once what runs is stopped", async () => {
    const run = new Simulation({ reader: anyReader });
    await run.start();
    await run.read(numbers(500), 2);
    const { from = -1 } = run.other("readItems") ?? {};
    await run.tell("readFailed", { from, error: "States.ItemReaderFailed", cause: "gone" });
    run.takeChildCommands();
    expect(run.other("stopChildren")?.indexes).toEqual([0, 1]);
    await run.end(1, "ABORTED");
    expect(run.finished).toBeUndefined();
    await run.end(0, "SUCCEEDED");
    expect(run.finished).toMatchObject({ error: "States.ItemReaderFailed", cause: "gone" });
  });

  it("answers too large a result with States.DataLimitExceeded", async () => {
    const run = new Simulation({ items: numbers(3) });
    await run.start();
    for (const index of numbers(3)) await run.end(index, "SUCCEEDED", "x".repeat(100_000));
    expect(run.finished).toMatchObject({
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'Map' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  it("may be told anything late, twice, or out of place", async () => {
    const run = new Simulation({ items: ["a", "b"] });
    const notPending = { accepted: false, reason: "attemptNotPending" };
    await run.start();
    expect(await run.tell("start", {})).toEqual({ accepted: false, reason: "executionStarted" });
    expect(await run.tell("childEnded", { index: 7, status: "FAILED" })).toEqual(notPending);
    await run.end(0);
    expect(await run.tell("childEnded", { index: 0, status: "FAILED" })).toEqual(notPending);
    const page = { from: 0, items: [], cursor: null, ended: true };
    expect(await run.tell("itemsRead", page)).toEqual(notPending);
    expect(await run.tell("resultsWritten", { files: [] })).toEqual(notPending);
    expect(await run.tell("redrive", {})).toMatchObject({ reason: "notRedrivable" });
    await run.end(1);
    const ended = { accepted: false, reason: "executionEnded" };
    expect(await run.tell("abort", {})).toEqual(ended);
    expect(await run.tell("update", { maxConcurrency: 1 })).toEqual(ended);
    expect(run.finished?.output).toEqual(["a", "b"]);
  });
});

describe("ItemSelector", () => {
  it("sees the item, the state's input and the context", async () => {
    const order = {
      items: ["a"],
      input: { base: 1 },
      context: { Execution: { Id: "parent" } },
      variables: { v: 2 },
    };
    const run = new Simulation(order, {
      itemSelector: ({ input, context, variables }) => ({ input, context, variables }),
    });
    await run.start();
    expect(run.inputs.get(0)).toEqual({
      input: { base: 1 },
      context: {
        Execution: { Id: "parent" },
        Map: { Item: { Index: 0, Value: "a", Source: "STATE_DATA" } },
      },
      variables: { v: 2 },
    });
  });

  it("may answer later, as JSONata does", async () => {
    const run = new Simulation(
      { items: numbers(5), maxConcurrency: 2 },
      { itemSelector: async ({ context }) => ({ i: indexOf(context) }) },
    );
    await run.start();
    await run.runOut();
    expect(run.finished?.output).toEqual(numbers(5).map((i) => ({ i })));
  });

  it("draws the same randomness for an item whatever runs beside it", async () => {
    const draw = async (maxConcurrency: number): Promise<JsonValue | undefined> => {
      const program = {
        itemSelector: ({ entropy }: { entropy: { uuid(): string } }) => entropy.uuid(),
      };
      const run = new Simulation({ items: numbers(6), maxConcurrency }, program);
      await run.start();
      await run.runOut();
      return run.finished?.output;
    };
    const drawn = await draw(1);
    expect(new Set(drawn as string[]).size).toBe(6);
    expect(await draw(4)).toEqual(drawn);
  });

  it("fails the Map Run by its error", async () => {
    const run = new Simulation(
      { items: [1, 2], maxConcurrency: 1 },
      {
        itemSelector: ({ context }) => {
          if (indexOf(context) === 0) return "first";
          throw new StatesError("States.Runtime", "The JSONPath …", { located: true });
        },
      },
    );
    await run.start();
    await run.end(0);
    expect(run.finished).toEqual({
      type: "finish",
      error: "States.Runtime",
      cause: "The JSONPath …",
      located: true,
    });
  });

  it("must not make a child's input too large", async () => {
    const run = new Simulation({ items: [1] }, { itemSelector: () => "x".repeat(262_143) });
    await run.start();
    expect(run.finished).toMatchObject({ error: "States.DataLimitExceeded" });
  });
});

describe("ItemBatcher", () => {
  it("makes batches of MaxItemsPerBatch", async () => {
    const run = new Simulation({
      items: numbers(7),
      batcher: { maxItemsPerBatch: 3, batchInput: { fact: "x" } },
    });
    await run.start();
    expect([...run.inputs.values()]).toEqual([
      { BatchInput: { fact: "x" }, Items: [0, 1, 2] },
      { BatchInput: { fact: "x" }, Items: [3, 4, 5] },
      { BatchInput: { fact: "x" }, Items: [6] },
    ]);
    await run.end(2);
    expect(itemCounts(run.run)).toEqual({ ...noCounts, running: 6, succeeded: 1, total: 7 });
    expect(executionCounts(run.run)).toEqual({ ...noCounts, running: 2, succeeded: 1, total: 3 });
  });

  it("makes batches of MaxInputBytesPerBatch, the whole input counted", async () => {
    // {"Items":["aaaa","aaaa"]} is 25 bytes.
    const items = ["aaaa", "aaaa", "aaaa", "aaaaaaaaaaaaaaaaaaaaaaaaa", "a"];
    const run = new Simulation({ items, batcher: { maxInputBytesPerBatch: 25 } });
    await run.start();
    expect([...run.inputs.values()]).toEqual([
      { Items: ["aaaa", "aaaa"] },
      { Items: ["aaaa"] },
      { Items: ["aaaaaaaaaaaaaaaaaaaaaaaaa"] },
      { Items: ["a"] },
    ]);
  });

  it("fills batches up to what an input may have", async () => {
    const run = new Simulation({
      items: numbers(6).map(() => "x".repeat(100_000)),
      batcher: { maxItemsPerBatch: 100 },
    });
    await run.start();
    expect([...run.inputs.values()].map((input) => items(input).length)).toEqual([2, 2, 2]);
  });

  it("waits for pages to fill its batches", async () => {
    const run = new Simulation({ reader: anyReader, batcher: { maxItemsPerBatch: 4 } });
    await run.start();
    while (await run.read(numbers(10), 3));
    expect([...run.inputs.values()].map(items)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });
});

describe("tolerated failures", () => {
  it("are none by default", async () => {
    const run = new Simulation({ items: numbers(4), maxConcurrency: 2 });
    await run.start();
    await run.end(0, "FAILED");
    expect(run.other("stopChildren")?.indexes).toEqual([1]);
    await run.end(1, "ABORTED");
    expect(run.finished).toMatchObject(exceeded);
    expect(executionCounts(run.run)).toEqual({
      ...noCounts,
      pending: 2,
      failed: 1,
      aborted: 1,
      total: 4,
    });
  });

  it("may be counted, and leave no output", async () => {
    const run = new Simulation({ items: numbers(4), toleratedFailureCount: 2 });
    await run.start();
    await run.end(0, "FAILED");
    await run.end(1, "TIMED_OUT");
    await run.end(3);
    await run.end(2);
    expect(run.finished?.output).toEqual([2, 3]);
    expect(run.run.status).toBe("SUCCEEDED");
  });

  it("are counted in items, not in batches", async () => {
    const order = { items: numbers(4), batcher: { maxItemsPerBatch: 2 } };
    const run = new Simulation({ ...order, toleratedFailureCount: 1 });
    await run.start();
    await run.end(0, "FAILED");
    await run.end(1, "ABORTED");
    expect(run.finished).toMatchObject(exceeded);
  });

  it("may be a percentage of all items, once those are known", async () => {
    const run = new Simulation({ reader: anyReader, toleratedFailurePercentage: 50 });
    await run.start();
    await run.read(numbers(4), 2);
    await run.end(0, "FAILED");
    await run.end(1, "FAILED");
    expect(run.finished).toBeUndefined();
    await run.read(numbers(4));
    await run.end(2, "FAILED");
    await run.end(3, "ABORTED");
    expect(run.finished).toMatchObject(exceeded);
  });

  it("are exceeded if either bound is", async () => {
    const tolerance = { toleratedFailureCount: 1, toleratedFailurePercentage: 90 };
    const run = new Simulation({ items: numbers(4), maxConcurrency: 1, ...tolerance });
    await run.start();
    await run.end(0, "FAILED");
    expect(run.finished).toBeUndefined();
    await run.end(1, "FAILED");
    expect(run.finished).toMatchObject(exceeded);
  });

  it("of 100 percent are all", async () => {
    const run = new Simulation({ items: numbers(2), toleratedFailurePercentage: 100 });
    await run.start();
    await run.end(0, "FAILED");
    await run.end(1, "FAILED");
    expect(run.finished?.output).toEqual([]);
  });

  it("can be changed by UpdateMapRun", async () => {
    const run = new Simulation({ items: numbers(3), toleratedFailureCount: 2, maxConcurrency: 1 });
    await run.start();
    await run.tell("update", { maxConcurrency: 3 });
    run.takeChildCommands();
    expect(run.mostRunning).toBe(3);
    await run.end(0, "FAILED");
    await run.end(1, "FAILED");
    await run.tell("update", { toleratedFailureCount: 1 });
    run.takeChildCommands();
    await run.end(2, "ABORTED");
    expect(run.finished).toMatchObject(exceeded);
  });
});

describe("ResultWriter", () => {
  const writer = {
    resource: "arn:aws:states:::s3:putObject",
    parameters: { Bucket: "out", Prefix: "jobs" },
    config: {},
  };

  it("has the results written, and answers where they are", async () => {
    const run = new Simulation({ items: numbers(2), writer });
    await run.start();
    await run.end(0);
    await run.end(1);
    expect(run.finished).toBeUndefined();
    expect(run.other("writeResults")).toBeDefined();
    await run.tell("resultsWritten", { files: [] });
    run.takeChildCommands();
    expect(run.finished?.output).toEqual({
      MapRunArn: run.run.info.mapRunArn,
      ResultWriterDetails: { Bucket: "out", Key: "jobs/id/manifest.json" },
    });
    expect(executionCounts(run.run)).toMatchObject({ succeeded: 2, resultsWritten: 2 });
  });

  it("also writes what there is of a Map Run that fails", async () => {
    const run = new Simulation({ items: numbers(2), maxConcurrency: 1, writer });
    await run.start();
    await run.end(0, "FAILED");
    expect(run.other("writeResults")).toBeDefined();
    await run.tell("resultsWritten", { files: [] });
    run.takeChildCommands();
    expect(run.finished).toMatchObject(exceeded);
  });

  it("that fails, fails the Map Run", async () => {
    const run = new Simulation({ items: [1], writer });
    await run.start();
    await run.end(0);
    await run.tell("writeFailed", { cause: "no such bucket" });
    run.takeChildCommands();
    expect(run.finished).toMatchObject({
      error: "States.ResultWriterFailed",
      cause: "no such bucket",
    });
  });

  it("without a bucket only shapes what the state answers", async () => {
    const preview = { parameters: {}, config: { Transformation: "FLATTEN" } };
    const run = new Simulation({ items: [1], writer: preview });
    await run.start();
    await run.end(0);
    await run.tell("resultsWritten", { output: [1, 2], files: [] });
    run.takeChildCommands();
    expect(run.finished?.output).toEqual([1, 2]);
  });
});

describe("stopping and redriving", () => {
  it("stops what runs and starts nothing more", async () => {
    const run = new Simulation({ items: numbers(5), maxConcurrency: 2 });
    await run.start();
    await run.tell("abort", {});
    run.takeChildCommands();
    expect(run.other("stopChildren")?.indexes).toEqual([0, 1]);
    await run.end(0, "ABORTED");
    await run.end(1, "ABORTED");
    expect(run.run.status).toBe("ABORTED");
    expect(executionCounts(run.run)).toEqual({ ...noCounts, pending: 3, aborted: 2, total: 5 });
  });

  it("redrives the unsuccessful children only, then goes on", async () => {
    const run = new Simulation({ items: numbers(5), maxConcurrency: 3 });
    await run.start();
    await run.end(0);
    await run.end(1, "FAILED");
    await run.end(2, "ABORTED");
    await run.end(3, "TIMED_OUT");
    expect(run.finished).toMatchObject(exceeded);
    run.finished = undefined;
    await run.tell("update", {});
    expect(await run.tell("redrive", {})).toEqual({ accepted: true });
    expect(executionCounts(run.run)).toMatchObject({ running: 3, succeeded: 1, pending: 1 });
    run.takeChildCommands();
    expect([...run.running]).toEqual([1, 2, 3]);
    await run.runOut();
    expect(run.finished).toMatchObject({ output: numbers(5) });
    expect(run.run).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
  });

  it("holds redrives back until there is room", async () => {
    const run = new Simulation({ items: numbers(3) });
    await run.start();
    for (const index of [0, 1, 2]) await run.end(index, index === 0 ? "FAILED" : "ABORTED");
    await run.tell("redrive", {});
    run.takeChildCommands();
    run.finished = undefined;
    for (const index of [0, 1, 2]) await run.end(index, "FAILED");
    expect(run.run.redriveCount).toBe(1);
    const slow = { ...run.run, settings: { ...run.run.settings, maxConcurrency: 1 } };
    run.run = slow;
    await run.tell("redrive", {});
    run.takeChildCommands();
    expect(executionCounts(run.run)).toMatchObject({ running: 1, pendingRedrive: 2 });
  });

  it("leaves children alone that cannot be redriven", async () => {
    const run = new Simulation({ items: numbers(2), toleratedFailureCount: 1 });
    await run.start();
    await run.tell("childEnded", { index: 0, status: "FAILED", redrivable: false });
    await run.end(1, "FAILED");
    await run.tell("redrive", {});
    expect(executionCounts(run.run)).toMatchObject({
      failed: 1,
      running: 1,
      failuresNotRedrivable: 1,
    });
  });

  it("reads again from the start if nothing could be read", async () => {
    const run = new Simulation({ reader: anyReader });
    await run.start();
    run.other("readItems");
    await run.tell("readFailed", { from: 0, error: "States.ItemReaderFailed", cause: "denied" });
    run.takeChildCommands();
    expect(run.finished).toMatchObject({ cause: "denied" });
    run.finished = undefined;
    await run.tell("redrive", {});
    run.takeChildCommands();
    await run.runOut(["x"]);
    expect(run.finished).toMatchObject({ output: ["x"] });
  });

  it("is not redriven after an error that calls for a new Map Run", async () => {
    const run = new Simulation({ items: [1] }, { itemSelector: () => "x".repeat(300_000) });
    await run.start();
    expect(await run.tell("redrive", {})).toMatchObject({ reason: "notRedrivable" });
  });
});

describe("a Map Run that is loaded again", () => {
  it("sends again what may not have been done", async () => {
    const run = new Simulation({ reader: anyReader });
    await run.start();
    expect(unconfirmedCommands(run.run)).toEqual([
      { type: "readItems", cursor: null, from: 0, max: 1_000 },
    ]);
    await run.read(numbers(2));
    expect(unconfirmedCommands(run.run).map(({ type }) => type)).toEqual([
      "startChild",
      "startChild",
    ]);
    await run.tell("childrenStarted", { below: 1 });
    expect(unconfirmedCommands(run.run)).toMatchObject([{ type: "startChild", index: 1 }]);
    await run.end(0);
    await run.end(1);
    expect(unconfirmedCommands(run.run)).toMatchObject([{ type: "finish", output: [0, 1] }]);
  });
});

describe("whatever the order of things", () => {
  const statuses: ChildEnd[] = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];

  it("the output is the same, and the counts add up", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 9 }),
        fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        async (count, maxConcurrency, maxItemsPerBatch, fromReader, choices) => {
          const choose = (below: number): number => (choices.next().value ?? 0) % below;
          const all = numbers(count);
          const run = new Simulation({
            maxConcurrency,
            toleratedFailurePercentage: 100,
            ...(fromReader ? { reader: anyReader } : { items: all }),
            ...(maxItemsPerBatch !== undefined && { batcher: { maxItemsPerBatch } }),
          });
          await run.start();
          const failed = new Set<number>();
          while (run.finished === undefined) {
            if (run.running.size === 0 || choose(2) === 0) {
              if (await run.read(all, 1 + choose(10))) continue;
            }
            const index = [...run.running][choose(run.running.size)] ?? -1;
            const status = statuses[Math.max(0, choose(12) - 8)] ?? "SUCCEEDED";
            if (status !== "SUCCEEDED") failed.add(index);
            await run.end(index, status);
            checkCounts(run);
          }
          const expected = [...run.inputs]
            .filter(([index]) => !failed.has(index))
            .map(([, input]) => input);
          expect(run.finished.output).toEqual(expected);
          const given = [...run.inputs.values()].flatMap((input) =>
            maxItemsPerBatch === undefined ? [input] : items(input),
          );
          expect(given).toEqual(all);
          if (maxConcurrency > 0) expect(run.mostRunning).toBeLessThanOrEqual(maxConcurrency);
        },
      ),
      { numRuns: 100 },
    );
  });
});

function checkCounts({ run, running }: Simulation): void {
  for (const counts of [executionCounts(run), itemCounts(run)]) {
    const { pending, succeeded, failed, timedOut, aborted, total } = counts;
    expect(pending + counts.running + succeeded + failed + timedOut + aborted).toBe(total);
  }
  expect(executionCounts(run).running).toBe(running.size);
}

function items(input: JsonValue): readonly JsonValue[] {
  return (input as JsonObject).Items as readonly JsonValue[];
}

function indexOf(context: JsonObject): JsonValue {
  const { Item } = context.Map as JsonObject;
  return (Item as JsonObject).Index ?? null;
}
