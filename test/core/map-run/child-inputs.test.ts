import { describe, expect, it } from "vitest";
import { executionCounts, itemCounts } from "../../../lib/core/map-run/map-run-counts.ts";
import { StatesError } from "../../../lib/data/states-error.ts";
import type { JsonObject, JsonValue } from "../../../lib/language/json.ts";
import { anyReader, itemsOf, noCounts, numbers, Simulation } from "./simulation.ts";

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
    expect([...run.inputs.values()].map((input) => itemsOf(input).length)).toEqual([2, 2, 2]);
  });

  it("waits for pages to fill its batches", async () => {
    const run = new Simulation({ reader: anyReader, batcher: { maxItemsPerBatch: 4 } });
    await run.start();
    while (await run.read(numbers(10), 3));
    expect([...run.inputs.values()].map(itemsOf)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });
});

function indexOf(context: JsonObject): JsonValue {
  const { Item } = context.Map as JsonObject;
  return (Item as JsonObject).Index ?? null;
}
