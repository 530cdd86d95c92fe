import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { variables } from "../lib/hosts/environment/variables.ts";
import { buildFunctions } from "../scripts/lambda/build-functions.ts";
import type { Benchmark, BenchmarkMode } from "./benchmark.ts";
import { median } from "./measure.ts";

/** What the interpreter's bundle loads before it can be called, against the SDK's clients alone. */
export const coldStart: Benchmark = async (mode) => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), "cold-start-"));
  try {
    const { sdk } = await buildFunctions(
      { sdk: join(root, "bench/whole-clients.ts") },
      join(folder, "sdk"),
    );
    const { interpreter } = await buildFunctions(
      { interpreter: join(root, "lambda/interpreter.ts") },
      join(folder, "interpreter"),
    );
    const { ratio, first, second } = await loadTimes(folder, ["sdk", "interpreter"], mode);
    return [
      {
        name: "interpreter: minified code that is loaded at its start",
        detail: `four SDK clients alone have ${(sdk.staticBytes / 1_000).toFixed(0)} KB`,
        figure: interpreter.staticBytes / 1_000,
        unit: "KB",
        goal: { atMost: 550 },
      },
      {
        name: "interpreter: load time against four SDK clients bundled whole",
        detail: `${second.toFixed(0)} ms against ${first.toFixed(0)} ms`,
        figure: ratio,
        unit: "x",
        goal: { atMost: 0.8 },
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Medians over pairs of processes that follow each other; times in ms. */
async function loadTimes(
  folder: string,
  [first, second]: readonly [string, string],
  mode: BenchmarkMode,
): Promise<{ ratio: number; first: number; second: number }> {
  const times: { ratio: number; first: number; second: number }[] = [];
  const rounds = mode === "smoke" ? 1 : 25;
  for (let round = 0; round < rounds; round++) {
    const one = await loadTime(join(folder, first, `${first}.mjs`));
    const other = await loadTime(join(folder, second, `${second}.mjs`));
    times.push({ ratio: other / one, first: one, second: other });
  }
  return {
    ratio: median(times.map(({ ratio }) => ratio)),
    first: median(times.map(({ first }) => first)),
    second: median(times.map(({ second }) => second)),
  };
}

async function loadTime(path: string): Promise<number> {
  const url = JSON.stringify(pathToFileURL(path).href);
  const script = `const start = performance.now();
    await import(${url});
    console.log(performance.now() - start);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", script],
    { env: environment },
  );
  return Number(stdout);
}

const environment = {
  AWS_REGION: "eu-west-1",
  [variables.table]: "table",
  [variables.bucket]: "bucket",
  [variables.wakeQueueUrl]: "https://sqs.eu-west-1.amazonaws.com/123456789012/wake",
  [variables.aloneQueueUrl]: "https://sqs.eu-west-1.amazonaws.com/123456789012/alone",
  [variables.taskQueueUrl]: "https://sqs.eu-west-1.amazonaws.com/123456789012/tasks",
};
