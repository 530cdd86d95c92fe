import { expect, it } from "vitest";
import { MemoryBlobs } from "../../lib/adapters/memory/blobs.ts";
import { DurableRig, type Fault } from "./durable-rig.ts";
import { lambda, task } from "./rules-rig.ts";

const bucket = "results";
const distributed = {
  StartAt: "D",
  States: {
    D: {
      Type: "Map",
      ToleratedFailurePercentage: 100,
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        ...task(lambda),
      },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: bucket, Prefix: "p" },
      },
      End: true,
    },
  },
};

/** What the Map Run has written, whatever goes wrong with one call. */
async function written(faultAt?: number, fault?: Fault) {
  const blobs = MemoryBlobs.from({ [`${bucket}/there`]: "1" }, () => 0);
  const rig = new DurableRig({
    machines: { M: distributed },
    atLeastOnce: true,
    blobs,
    invoke: ({ task: { parameters } }) =>
      parameters === 2
        ? { type: "failed", error: "Odd" }
        : { type: "succeeded", output: { of: parameters } },
    faultAt,
    ...(fault !== undefined && { fault }),
  });
  const arn = await rig.start("M", [1, 2, 3]);
  const { status, output } = await rig.finish(arn);
  const page = await blobs.list({ bucket, prefix: "", max: 100 });
  const files: { [key: string]: unknown } = {};
  for (const { key, sizeBytes } of page.blobs) {
    const bytes = await blobs.read({ bucket, key }, 0, sizeBytes);
    files[key] = withoutTimes(JSON.parse(Buffer.from(bytes).toString()));
  }
  return { calls: rig.calls, result: { status, output, files } };
}

/** A crash takes time, and a redone attempt has other events. */
function withoutTimes(content: unknown): unknown {
  const times = new Set(["StartDate", "StopDate", "Size"]);
  return JSON.parse(JSON.stringify(content), (key, value) => (times.has(key) ? undefined : value));
}

it("the results of a Map Run are written whole, and once, whatever call goes wrong", async () => {
  const clean = await written();
  expect(Object.keys(clean.result.files)).toHaveLength(4);
  expect(clean.result.status).toBe("SUCCEEDED");
  const places = clean.calls.flatMap((call, index) => (call === "blobs.write" ? [index + 1] : []));
  const first = (places[0] ?? 0) - 1;
  for (let faultAt = first; faultAt <= clean.calls.length; faultAt++) {
    for (const fault of ["before", "refused", "lied", "after"] as const) {
      const { result } = await written(faultAt, fault);
      expect(result, `${fault} ${clean.calls[faultAt - 1]}`).toEqual(clean.result);
    }
  }
});
