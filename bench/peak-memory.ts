import { map } from "./definitions.ts";
import { ourRun } from "./ours.ts";

// Prints the resident memory before a Map over argv[2] items and the peak after it. A first, small
// run brings in what any run needs.
const items = Number(process.argv[2]);
const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

await ourRun(map(10), { limits: "extended" })();
const run = ourRun(map(items), { limits: "extended" });
const beforeMb = peakMb();
await run();
console.log(JSON.stringify({ beforeMb, peakMb: peakMb() }));
