import { hostileCases } from "./hostile-cases.ts";

// One hostile case: prints what came of it, its seconds, and the process's peak memory.
const [, , name = ""] = process.argv;
const prepared = hostileCases[name]?.prepare();
if (prepared === undefined) throw new Error(`no hostile case "${name}"`);
const before = performance.now();
const answer = await prepared();
const seconds = (performance.now() - before) / 1000;
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ answer, seconds, megabytes }));
