import { BareLoop, readWrittenRows } from "./bare-rows.ts";
import { DurableRig, removeFolder, tasksInARow } from "./durable-rig.ts";
import { median } from "./measure.ts";

// Rounds of 64 executions of 100 Tasks, and of a loop that only writes the same rows, in turn; the
// first warm up. Says the medians of the rounds.
const rounds = Number(process.argv[2]);
const warmUps = rounds > 1 ? 6 : 0;
const [executions, tasks] = [64, 100];

interface Spent {
  readonly ms: number;
  /** Of all threads; what waits for the disk takes none. */
  readonly processorMs: number;
}

const pairs: { readonly ours: Spent; readonly bare: Spent }[] = [];
let appends = 0;
for (let round = 0; round < warmUps + rounds; round++) {
  const rig = new DurableRig();
  const machine = await rig.define("M", tasksInARow(tasks));
  const run = (n: number) => rig.run(machine, `e${n}`, { n, text: "x".repeat(100) });
  const ours = await spent(() => Promise.all(Array.from({ length: executions }, (_, n) => run(n))));
  await rig.stop();
  const rows = readWrittenRows(rig.folder);
  removeFolder(rig.folder);
  const loop = new BareLoop(rows);
  const bare = await spent(() => loop.run());
  loop.close();
  if (round >= warmUps) pairs.push({ ours, bare });
  // The first commit of each is META.
  appends = Math.max(...rows.executions.map(({ length }) => length - 1));
}
const oursMs = median(pairs.map(({ ours }) => ours.ms));
const bareMs = median(pairs.map(({ bare }) => bare.ms));
const share = median(pairs.map(({ ours, bare }) => bare.ms / ours.ms));
const ofProcessor = median(pairs.map(({ ours, bare }) => bare.processorMs / ours.processorMs));
const figures = { executions, tasks, appends, oursMs, bareMs, share, ofProcessor };
process.stdout.write(JSON.stringify(figures));

async function spent(work: () => Promise<unknown>): Promise<Spent> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, processorMs: (user + system) / 1_000 };
}
