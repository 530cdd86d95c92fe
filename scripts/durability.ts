import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type KillNineResult, killNine } from "../test/durability/kill-nine.ts";
import { type TornFilesResult, tornFiles } from "../test/durability/torn-files.ts";

// The durability campaigns: `npm run durability -- kill --kills 300 --executions 10000`,
// `npm run durability -- kill --keys`, `npm run durability -- torn --stops 60`. Keeps what came of
// them.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: "string" },
    executions: { type: "string" },
    keys: { type: "boolean", default: false },
    stops: { type: "string", default: "60" },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` },
  },
});
const seed = Number(values.seed);

const campaigns: { readonly [name: string]: () => Promise<Report> } = {
  kill: async () => {
    const { keys: hasKeys } = values;
    const kills = Number(values.kills ?? (hasKeys ? 30 : 300));
    const executions = Number(values.executions ?? (hasKeys ? 1_000 : 10_000));
    // What people install starts faster than its source.
    const isBuilt = existsSync(
      fileURLToPath(new URL("../dist/bin/stepwright.js", import.meta.url)),
    );
    const options = { kills, executions, seed, isBuilt, hasKeys, progress: console.log };
    return killReport(await killNine(options), isBuilt);
  },
  torn: async () => {
    const stops = Number(values.stops);
    return tornReport(await tornFiles({ stops, cutsPerStop: 6, damagesPerStop: 6, seed }));
  },
};

interface Report {
  readonly title: string;
  readonly rows: readonly (readonly [what: string, figure: string | number])[];
  readonly isGood: boolean;
}

const names = positionals.length === 0 ? Object.keys(campaigns) : positionals;
for (const name of names) {
  const campaign = campaigns[name];
  if (campaign === undefined) throw new Error(`no campaign ${name}: ${Object.keys(campaigns)}`);
  const start = performance.now();
  const report = await campaign();
  const minutes = (performance.now() - start) / 60_000;
  for (const [what, figure] of report.rows) console.log(`${what}: ${figure}`);
  const called = name === "kill" && values.keys ? "kill --keys" : name;
  keep(called, section(called, report, minutes));
  if (!report.isGood) process.exitCode = 1;
}

function killReport(result: KillNineResult, isBuilt: boolean): Report {
  const { restartsMs, listensMs, violations, legible } = result;
  const times = (ms: readonly number[]): string => `${share(ms, 0.5)}, ${share(ms, 0.99)}`;
  for (const violation of [...violations, ...legible].slice(0, 20)) console.error(violation);
  return {
    title: values.keys ? "kill -9 with customers' keys" : "kill -9",
    isGood: violations.length + legible.length === 0,
    rows: [
      ["SIGKILLs of the server", result.kills],
      ["executions started, of ten kinds", result.started],
      ["with nested executions and children of Map Runs", result.executions],
      ["ended", ends(result)],
      ["history events", result.events],
      ["results acknowledged by SendTaskSuccess", result.answered],
      ["attempts that functions began", result.attempts],
      ["attempts that end as interrupted, each cut by a kill", result.interrupted],
      ["lost, doubled, made twice, stuck, or interrupted by no kill", violations.length],
      ...(values.keys ? keyRows(result) : []),
      ["what is started and killed", isBuilt ? "the built package" : "the source"],
      ["restart until it listens, median and p99", times(listensMs)],
      ["restart to progress, median and p99", times(restartsMs)],
    ],
  };
}

function keyRows({ keysAsked, kills, legible }: KillNineResult): Report["rows"] {
  return [
    ["data keys asked of KMS, new ones and those of before", keysAsked],
    ["looks into all files of the data folder", kills + 1],
    ["files in which a payload or a data key was legible", legible.length],
  ];
}

function share(milliseconds: readonly number[], part: number): string {
  const at = Math.min(milliseconds.length - 1, Math.floor(part * milliseconds.length));
  return `${((milliseconds[at] ?? 0) / 1_000).toFixed(2)} s`;
}

function ends({ statuses }: KillNineResult): string {
  return Object.entries(statuses)
    .map(([status, count]) => `${count} ${status}`)
    .join(", ");
}

function tornReport(result: TornFilesResult): Report {
  return {
    title: "Torn files",
    // Whatever is not as it must be has thrown.
    isGood: true,
    rows: [
      ["logs cut at a random byte that opened with a gap-free prefix", result.opened],
      ["of those, cuts that lost a commit behind them", result.lost],
      ["acknowledged writes looked for", result.acknowledged],
      ["of those, killed while the log was being copied", result.midCheckpoint],
      [
        "logs that lost what was being copied, which no power failure does: refused by name",
        result.refusedShort,
      ],
      ["damaged database files refused by name", result.refusedDamaged],
      ["damaged where nothing is kept: read as they were written", result.unharmed],
    ],
  };
}

function section(name: string, { title, rows }: Report, minutes: number): string {
  const { model = "an unknown processor" } = cpus()[0] ?? {};
  const date = new Date().toISOString().slice(0, 10);
  return [
    `## ${title}`,
    "",
    `\`npm run durability -- ${name}\` on ${date}, seed ${seed}: ${minutes.toFixed(0)} min,`,
    `Node ${process.versions.node}, ${cpus().length} x ${model}.`,
    "",
    "| what | |",
    "|---|--:|",
    ...rows.map(([what, figure]) => `| ${what} | ${figure} |`),
    "",
  ].join("\n");
}

/** Replaces the campaign's section of the page; the other's stays. */
function keep(name: string, text: string): void {
  const path = fileURLToPath(new URL("../test/durability/RESULTS.md", import.meta.url));
  const page = existsSync(path) ? readFileSync(path, "utf8") : "# Durability campaigns\n\n";
  const [head = "", ...sections] = page.split(/^(?=## )/m);
  const others = sections.filter((one) => !one.includes(`-- ${name}\``));
  writeFileSync(path, `${head}${[...others, text].map((one) => one.trimEnd()).join("\n\n")}\n`);
}
