import { expect, it } from "vitest";
import { MemoryBlobs } from "../../../lib/adapters/memory/blobs.ts";
import type { BlobPlace } from "../../../lib/engine/blobs-port.ts";
import { BlobMapData } from "../../../lib/integrations/map-data/blob-map-data.ts";
import { RuntimeRig } from "./runtime-rig.ts";

const each = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Check",
        States: { Check: { Type: "Pass", OutputPath: "$.n", End: true } },
      },
      ToleratedFailurePercentage: 100,
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: "out", Prefix: "results" },
        WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
      },
      End: true,
    },
  },
};

/** Writing one file takes so long that an invocation has no time for another one. */
class SlowBlobs extends MemoryBlobs {
  readonly written: string[] = [];
  pass: () => void = () => {};

  override async write(place: BlobPlace, chunks: AsyncIterable<Uint8Array>) {
    const info = await super.write(place, chunks);
    this.written.push(place.key.replace(/.*\//, ""));
    this.pass();
    return info;
  }

  async text(key: string): Promise<unknown> {
    const { sizeBytes } = await this.head({ bucket: "out", key });
    const bytes = await this.read({ bucket: "out", key }, 0, sizeBytes);
    return JSON.parse(Buffer.from(bytes).toString());
  }
}

it("a large result is written by several invocations, each child's once", async () => {
  const blobs = new SlowBlobs(() => 0);
  const data = new BlobMapData(blobs, { children: 3, bytes: 1_000_000 });
  const rig = new RuntimeRig({ machines: { each }, data });
  blobs.pass = () => rig.clock.waitUntil(rig.clock.now() + 51_000);
  const api = await rig.deployed();
  const items = Array.from({ length: 8 }, (_, n) => (n === 4 ? "no object" : { n }));
  const executionArn = await api.start("each", items);
  const invocations: number[] = [];
  for (let round = 0; round < 50; round++) {
    const before = blobs.written.length;
    const records = rig.receive("wake", 1);
    rig.acknowledge(records, await rig.sandbox().interpret(records));
    invocations.push(blobs.written.length - before);
    if (records.length === 0) break;
  }
  expect(rig.problems).toEqual([]);
  expect(blobs.written).toEqual([
    "SUCCEEDED_0.json",
    "SUCCEEDED_1.json",
    "SUCCEEDED_2.json",
    "FAILED_0.json",
    "manifest.json",
  ]);
  // What comes behind the successful children's results is written at once.
  expect(invocations.filter((written) => written > 0)).toEqual([1, 1, 3]);
  const { status, output } = await api.call("DescribeExecution", { executionArn });
  expect(status).toBe("SUCCEEDED");
  const { Key } = JSON.parse(String(output)).ResultWriterDetails;
  const { ResultFiles } = (await blobs.text(Key)) as {
    readonly ResultFiles: { readonly SUCCEEDED: readonly { readonly Key: string }[] };
  };
  const results = await Promise.all(ResultFiles.SUCCEEDED.map(({ Key }) => blobs.text(Key)));
  expect(results).toEqual([[0, 1, 2], [3, 5, 6], [7]]);
});
