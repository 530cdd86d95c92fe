import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { type Benchmark, type BenchmarkResult, isMet } from "./benchmark.ts";
import { coldStart } from "./cold-start.ts";
import { comparisonsWithPeer } from "./comparisons.ts";
import { durable } from "./durable.ts";
import { http } from "./http.ts";
import { jsonataExpressions } from "./jsonata.ts";
import { largeFile } from "./large-file.ts";
import { memory } from "./memory.ts";
import { paths } from "./paths.ts";
import { scaling } from "./scaling.ts";

/** By the name with which one is run alone: `npm run bench -- cold-start`. */
const benchmarks: { readonly [name: string]: Benchmark } = {
  peer: comparisonsWithPeer,
  scaling,
  paths,
  jsonata: jsonataExpressions,
  memory,
  "large-file": largeFile,
  durable,
  http,
  "cold-start": coldStart,
};

const suffixes = { x: "x", KB: " KB", MB: " MB", s: " s" };

const smoke = process.argv.includes("--smoke");
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const names = asked.length > 0 ? asked : Object.keys(benchmarks);
const results: BenchmarkResult[] = [];
for (const name of names) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) throw new TypeError(`there is no benchmark ${name}`);
  for (const result of await benchmark(smoke ? "smoke" : "full")) {
    results.push(result);
    console.log(smoke ? `ran ${result.name}` : line(result));
  }
}
if (smoke) {
  console.log(`smoke: ${results.length} benchmarks ran`);
} else {
  const missed = results.filter((result) => !isMet(result)).length;
  console.log(`${results.length - missed} of ${results.length} goals met`);
  const file = fileURLToPath(new URL("./RESULTS.md", import.meta.url));
  if (asked.length === 0) writeFileSync(file, page(results));
  process.exitCode = missed === 0 ? 0 : 1;
}

function line(result: BenchmarkResult): string {
  const { name, detail } = result;
  const verdict = isMet(result) ? "met   " : "MISSED";
  return `${verdict} ${figure(result).padStart(8)} (${goal(result)})  ${name}: ${detail}`;
}

function page(rows: readonly BenchmarkResult[]): string {
  const { model = "an unknown processor" } = cpus()[0] ?? {};
  const date = new Date().toISOString().slice(0, 10);
  const table = rows.map((row) => {
    const cells = [row.name, row.detail, figure(row), goal(row), isMet(row) ? "yes" : "no"];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "# Benchmark results",
    "",
    `\`npm run bench\` on ${date}: Node ${process.versions.node}, ${cpus().length} x ${model}.`,
    "Each figure is made of medians of interleaved runs in one process, our full history kept; the",
    "peer is aws-local-stepfunctions 3. Compare the ratios, not the times: machines differ.",
    "",
    "| what | measured | figure | goal | met |",
    "|---|---|--:|--:|---|",
    ...table,
    "",
  ].join("\n");
}

function figure({ figure: value, unit }: BenchmarkResult): string {
  const isSize = unit === "MB" || unit === "KB";
  return `${isSize ? value.toFixed(0) : value.toPrecision(3)}${suffixes[unit]}`;
}

function goal({ goal: aim, unit }: BenchmarkResult): string {
  const suffix = suffixes[unit];
  return "atLeast" in aim ? `>= ${aim.atLeast}${suffix}` : `<= ${aim.atMost}${suffix}`;
}
