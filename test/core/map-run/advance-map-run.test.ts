import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unconfirmedCommands } from "../../../lib/core/map-run/advance-map-run.ts";
import { executionCounts, itemCounts } from "../../../lib/core/map-run/map-run-counts.ts";
import type { ChildEnd } from "../../../lib/core/map-run/map-run-snapshot.ts";
import { awsLimits } from "../../../lib/data/limits.ts";
import { anyReader, itemsOf, numbers, Simulation } from "./simulation.ts";

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
    expect(await run.tell("redrive", { parentRedrive: 1 })).toMatchObject({
      reason: "notRedrivable",
    });
    await run.end(1);
    const ended = { accepted: false, reason: "executionEnded" };
    expect(await run.tell("abort", {})).toEqual(ended);
    expect(await run.tell("update", { maxConcurrency: 1 })).toEqual(ended);
    expect(run.finished?.output).toEqual(["a", "b"]);
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
            maxItemsPerBatch === undefined ? [input] : itemsOf(input),
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
