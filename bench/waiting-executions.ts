import { DurableRig, removeFolder } from "./durable-rig.ts";

// Starts so many executions that wait for a day, and says how much resident memory they cost.
const count = Number(process.argv[2]);
const rig = new DurableRig();
const machine = await rig.define("Waits", {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 86_400, End: true } },
});
const text = "x".repeat(500);
const start = performance.now();
await startAll(0, Math.min(1_000, count / 10));
const beforeMb = residentMb();
await startAll(Math.min(1_000, count / 10), count);
const afterMb = residentMb();
await rig.stop();
removeFolder(rig.folder);
const seconds = (performance.now() - start) / 1_000;
process.stdout.write(JSON.stringify({ beforeMb, afterMb, seconds }));

/** 64 at once. */
async function startAll(from: number, to: number): Promise<void> {
  let next = from;
  const startSome = async (): Promise<void> => {
    while (next < to) {
      const n = next++;
      await rig.start(machine, `e${n}`, { n, text });
    }
  };
  await Promise.all(Array.from({ length: 64 }, startSome));
  // Those that were started last come to rest.
  while (rig.engine.activeCount > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

function residentMb(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1e6;
}
