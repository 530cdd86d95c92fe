import { describe, expect, it } from "vitest";
import { executionCounts } from "../../../lib/core/map-run/map-run-counts.ts";
import { anyReader, exceeded, noCounts, numbers, Simulation } from "./simulation.ts";

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

  it("may write a share at a time, each known by what was written before", async () => {
    const run = new Simulation({ items: numbers(5), toleratedFailurePercentage: 100, writer });
    await run.start();
    for (const index of [0, 2, 3, 4]) await run.end(index);
    await run.end(1, "FAILED");
    expect(run.other("writeResults")).toBeDefined();
    await run.tell("resultsWritten", { files: [{ Key: "0" }], from: 0, written: 3 });
    run.takeChildCommands();
    expect(run.finished).toBeUndefined();
    expect(run.other("writeResults")).toBeDefined();
    expect(run.run).toMatchObject({ resultsWritten: [0, 1, 2, 4], writtenFiles: [{ Key: "0" }] });
    expect(executionCounts(run.run)).toMatchObject({ resultsWritten: 3 });
    // Another process has written the same share.
    await run.tell("resultsWritten", { files: [{ Key: "0" }], from: 0, written: 3 });
    expect(run.run.resultsWritten).toEqual([0, 1, 2, 4]);
    await run.tell("resultsWritten", { files: [{ Key: "1" }], from: 3 });
    run.takeChildCommands();
    expect(run.finished?.output).toBeDefined();
    expect(run.run.writtenFiles).toEqual([{ Key: "0" }, { Key: "1" }]);
    expect(executionCounts(run.run)).toMatchObject({ resultsWritten: 5 });
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
    expect(await run.tell("redrive", { parentRedrive: 1 })).toEqual({ accepted: true });
    expect(executionCounts(run.run)).toMatchObject({ running: 3, succeeded: 1, pending: 1 });
    run.takeChildCommands();
    expect([...run.running]).toEqual([1, 2, 3]);
    await run.runOut();
    expect(run.finished).toMatchObject({ output: numbers(5) });
    expect(run.run).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
  });

  it("takes no end of before the redrive for the one that is awaited", async () => {
    const run = new Simulation({ items: numbers(2), maxConcurrency: 1 });
    await run.start();
    await run.end(0, "FAILED");
    await run.tell("redrive", { parentRedrive: 1 });
    run.takeChildCommands();
    const late = { index: 0, status: "FAILED", redrive: 0 } as const;
    expect(await run.tell("childEnded", late)).toMatchObject({ accepted: false });
    expect(executionCounts(run.run)).toMatchObject({ running: 1, failed: 0 });
    const end = { index: 0, status: "SUCCEEDED", redrive: 1 } as const;
    expect(await run.tell("childEnded", end)).toEqual({ accepted: true });
  });

  it("holds redrives back until there is room", async () => {
    const run = new Simulation({ items: numbers(3) });
    await run.start();
    for (const index of [0, 1, 2]) await run.end(index, index === 0 ? "FAILED" : "ABORTED");
    await run.tell("redrive", { parentRedrive: 1 });
    run.takeChildCommands();
    run.finished = undefined;
    for (const index of [0, 1, 2]) await run.end(index, "FAILED");
    expect(run.run.redriveCount).toBe(1);
    const slow = { ...run.run, settings: { ...run.run.settings, maxConcurrency: 1 } };
    run.run = slow;
    await run.tell("redrive", { parentRedrive: 1 });
    run.takeChildCommands();
    expect(executionCounts(run.run)).toMatchObject({ running: 1, pendingRedrive: 2 });
  });

  it("leaves children alone that cannot be redriven", async () => {
    const run = new Simulation({ items: numbers(2), toleratedFailureCount: 1 });
    await run.start();
    await run.tell("childEnded", { index: 0, status: "FAILED", redrivable: false });
    await run.end(1, "FAILED");
    await run.tell("redrive", { parentRedrive: 1 });
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
    await run.tell("redrive", { parentRedrive: 1 });
    run.takeChildCommands();
    await run.runOut(["x"]);
    expect(run.finished).toMatchObject({ output: ["x"] });
  });

  it("is not redriven after an error that calls for a new Map Run", async () => {
    const run = new Simulation({ items: [1] }, { itemSelector: () => "x".repeat(300_000) });
    await run.start();
    expect(await run.tell("redrive", { parentRedrive: 1 })).toMatchObject({
      reason: "notRedrivable",
    });
  });
});
