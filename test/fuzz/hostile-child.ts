import { hostileCases } from "./hostile-cases.ts";

// One hostile case: prints what came of it, its seconds of processor time (others may keep the
// machine busy), and the process's peak memory.
const [, , name = ""] = process.argv;
const prepared = hostileCases[name]?.prepare();
if (prepared === undefined) throw new Error(`no hostile case "${name}"`);
const before = process.cpuUsage();
const answer = await prepared();
const { user, system } = process.cpuUsage(before);
const seconds = (user + system) / 1e6;
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ answer, seconds, megabytes }));
