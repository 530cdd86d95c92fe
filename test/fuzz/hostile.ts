import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { hostileCases } from "./hostile-cases.ts";

const secondsMax = 1;
const megabytesMax = 500;
const child = fileURLToPath(new URL("./hostile-child.ts", import.meta.url));

interface Verdict {
  readonly answer: string;
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs every hostile case in a process of its own and holds it against the bounds. */
export async function runHostileCases(): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  let failed = 0;
  for (const [name, { answers }] of Object.entries(hostileCases)) {
    const verdict = await best(name);
    const within = verdict.seconds <= secondsMax && verdict.megabytes <= megabytesMax;
    const ok = within && answers.test(verdict.answer);
    if (ok) passed++;
    else failed++;
    const cost = `${verdict.seconds.toFixed(2)} s, ${verdict.megabytes.toFixed(0)} MB`;
    const text = `${name.padEnd(44)}${cost.padEnd(18)}${verdict.answer.slice(0, 110)}`;
    console.log(`${ok ? "ok    " : "FAILED"} ${text}`);
  }
  return { passed, failed };
}

/** The machine may be busy: a case that is too slow has two more chances. */
async function best(name: string): Promise<Verdict> {
  let verdict = await runCase(name);
  for (let again = 0; again < 2 && verdict.seconds > secondsMax; again++) {
    verdict = await runCase(name);
  }
  return verdict;
}

function runCase(name: string): Promise<Verdict> {
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [child, name], { timeout: 60_000 });
    let text = "";
    let problem = "";
    run.stdout.on("data", (chunk) => {
      text += chunk;
    });
    run.stderr.on("data", (chunk) => {
      problem += chunk;
    });
    run.on("close", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        const answer = `the process died: ${problem.trim().split("\n").at(-1) ?? ""}`;
        resolve({ answer, seconds: 60, megabytes: 0 });
      }
    });
  });
}
