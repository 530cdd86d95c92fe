import { statSync } from "node:fs";
import { join } from "node:path";
import { DurableRig, removeFolder } from "./durable-rig.ts";

// Fills a data folder with so many megabytes, and says how long opening it takes until an execution
// that waits in it has gone on.
const megabytes = Number(process.argv[2]);
const rig = new DurableRig();
const { folder } = rig;
const pass = await rig.define("Passes", {
  StartAt: "Pass",
  States: { Pass: { Type: "Pass", End: true } },
});
const wait = await rig.define("Waits", {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 1, End: true } },
});
const file = join(folder, "stepwright.db");
const log = `${file}-wal`;
let executions = 0;
while (statSync(file).size + statSync(log).size < megabytes * 1e6) {
  const run = () => rig.run(pass, `e${executions++}`, { text: `${executions}`.repeat(50_000) });
  await Promise.all(Array.from({ length: 16 }, run));
}
const waiting = await rig.start(wait, "waiting", {});
while (rig.engine.activeCount > 0) await pause(10);
await rig.stop();
await pause(1_100);

const start = performance.now();
const again = new DurableRig(folder);
await again.ended(waiting);
const seconds = (performance.now() - start) / 1_000;
const bytes = statSync(file).size;
await again.stop();
removeFolder(folder);
process.stdout.write(JSON.stringify({ seconds, bytes, executions }));

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
