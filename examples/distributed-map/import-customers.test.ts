import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StateMachine, TaskError } from "stepwright";
import "stepwright/vitest";
import { afterAll, expect, test } from "vitest";
import { recorded } from "../recorded.ts";

// Folders stand for S3: one folder a bucket. The results are written there too, so into a copy.
const s3 = mkdtempSync(join(tmpdir(), "stepwright-"));
cpSync(fileURLToPath(new URL("buckets", import.meta.url)), s3, { recursive: true });
afterAll(() => rmSync(s3, { recursive: true }));

const machine = await StateMachine.fromFile(new URL("import-customers.asl.json", import.meta.url));
const settings = { seed: 1, at: "2026-01-01T00:00:00Z", s3 } as const;
const input = { bucket: "shop", key: "customers.csv" };

interface Batch {
  readonly BatchInput: { readonly source: string };
  readonly Items: readonly { readonly customer: { readonly name: string } }[];
}

const SaveBatch = ({ BatchInput, Items }: Batch) => ({
  from: BatchInput.source,
  names: Items.map(({ customer }) => customer.name),
});

test("the file is read in batches, and the results are written beside it", async () => {
  const execution = await machine.run(input, { ...settings, tasks: { SaveBatch } });
  expect(execution).toHaveSucceeded();
  await expect(recorded(execution)).toMatchFileSnapshot("import-customers.history.json");

  const { import: written } = execution.output as Written;
  const manifest = read(written.ResultWriterDetails);
  const [succeeded] = manifest.ResultFiles.SUCCEEDED;
  const children = read({ Bucket: "shop", Key: `${succeeded?.Key}` });
  expect(children.map(({ Output }: { Output: string }) => JSON.parse(Output))).toEqual([
    { from: "customers.csv", names: ["Ada", "Grace"] },
    { from: "customers.csv", names: ["Edsger", "Barbara"] },
    { from: "customers.csv", names: ["Niklaus"] },
  ]);
});

test("a failed batch out of three is tolerated", async () => {
  const tasks = {
    SaveBatch: (batch: Batch) => {
      if (batch.Items.length === 1) throw new TaskError("TooSmall", "a batch of one");
      return SaveBatch(batch);
    },
  };
  expect(await machine.run(input, { ...settings, tasks })).toHaveSucceeded();
});

test("two out of three are not", async () => {
  const tasks = {
    SaveBatch: (batch: Batch) => {
      if (batch.Items.length === 2) throw new TaskError("TooLarge", "a batch of two");
      return SaveBatch(batch);
    },
  };
  const execution = await machine.run(input, { ...settings, tasks });
  expect(execution).toHaveFailedWith("States.ExceedToleratedFailureThreshold");
});

test("a file that is not there is an error of the reader", async () => {
  const execution = await machine.run({ ...input, key: "none.csv" }, settings);
  expect(execution).toHaveFailedWith("States.ItemReaderFailed");
});

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

interface Written {
  readonly import: { readonly ResultWriterDetails: Place };
}

function read({ Bucket, Key }: Place) {
  return JSON.parse(readFileSync(join(s3, Bucket, Key), "utf8"));
}
