// Hostile input: `npm run fuzz -- [--runs 20000] [--seed N] [--corpus DIR]`.
//
// Random definitions, inputs, task results and mutations of real definitions are validated and run.
// Nothing but diagnostics and ASL errors may come of them. Then the inputs of test/fuzz/hostile.ts,
// each in a process of its own. Ends with a line "N passed, N failed".
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { readDocument } from "../lib/data/document.ts";
import type { JsonValue } from "../lib/language/json.ts";
import { definitions } from "../test/fuzz/definitions.ts";
import { documents, inputs } from "../test/fuzz/expressions.ts";
import { FeatureCount } from "../test/fuzz/features.ts";
import { runHostileCases } from "../test/fuzz/hostile.ts";
import { mutate, mutations } from "../test/fuzz/mutations.ts";
import { type Ending, runRandomly, type TaskAnswer } from "../test/fuzz/random-run.ts";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "20000" },
    seed: { type: "string" },
    corpus: { type: "string", default: "../shared/corpus" },
  },
});
const runs = Number(options.runs);
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
let passed = 0;
let failed = 0;
const failures: string[] = [];

const answers = fc.array(
  fc.oneof(
    documents.map((output): TaskAnswer => ({ output: output as JsonValue })),
    fc.constantFrom<TaskAnswer>({ error: "Busy" }, { error: "Gone" }, { error: "States.Timeout" }),
  ),
  { minLength: 1, maxLength: 4 },
);

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const prototypeKeys = prototypes.map((prototype) => Reflect.ownKeys(prototype).length);

/** Definitions are JSON: what a random value lost on the way is lost for everybody. */
function plain(value: unknown): JsonValue {
  return readDocument(JSON.stringify(value) ?? "null");
}

async function campaign<T>(
  name: string,
  share: number,
  arbitrary: fc.Arbitrary<T>,
  prepare: (value: T) => {
    definition: JsonValue;
    input: JsonValue;
    answers: readonly TaskAnswer[];
  },
  counted?: FeatureCount,
): Promise<void> {
  const endings = new Map<Ending, number>();
  const numRuns = Math.ceil(runs * share);
  const property = fc.asyncProperty(arbitrary, async (value) => {
    const run = prepare(value);
    const ending = await runRandomly(run);
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
    if (ending !== "refused") counted?.add(run.definition);
    const keys = prototypes.map((prototype) => Reflect.ownKeys(prototype).length);
    if (String(keys) !== String(prototypeKeys)) throw new Error("a prototype was polluted");
  });
  const result = await fc.check(property, { numRuns, seed });
  const shown = [...endings].map(([ending, count]) => `${ending} ${count}`).join(", ");
  console.log(`${name}: ${result.numRuns} runs, seed ${seed} (${shown})`);
  passed += result.failed ? result.numRuns - 1 : result.numRuns;
  if (!result.failed) return;
  console.log(fc.defaultReportMessage(result));
  const { counterexamplePath, counterexample, errorInstance } = result;
  fail(`${name}: --runs ${runs} --seed ${seed}, path ${counterexamplePath}
  ${shortly(String(errorInstance))}
  ${shortly(fc.stringify(counterexample))}`);
}

/** Says of a failure at the end, too: who sees only that knows how to repeat it. */
function fail(failure: string): void {
  failed++;
  failures.push(failure);
}

function shortly(text: string): string {
  return text.length > 2_000 ? `${text.slice(0, 2_000)} ...` : text;
}

const features = new FeatureCount();
await campaign(
  "random definitions",
  0.6,
  fc.record({ definition: definitions, input: inputs, answers }),
  ({ definition, input, answers }) => ({
    definition: plain(definition),
    input: plain(input),
    answers: answers.map((answer) => plain(answer) as unknown as TaskAnswer),
  }),
  features,
);

const corpus = join(options.corpus, "valid");
if (existsSync(corpus)) {
  const files = readdirSync(corpus).filter((file) => file.endsWith(".json"));
  const real = files.map((file) => JSON.parse(readFileSync(join(corpus, file), "utf8")));
  await campaign(
    "mutations of the corpus",
    0.4,
    fc.record({
      base: fc.constantFrom(...real),
      mutations: fc.array(mutations, { minLength: 1, maxLength: 3 }),
      input: inputs,
      answers,
    }),
    ({ base, mutations, input, answers }) => ({
      definition: plain(mutations.reduce(mutate, base)),
      input: plain(input),
      answers: answers.map((answer) => plain(answer) as unknown as TaskAnswer),
    }),
  );
} else {
  console.log(`skipped: mutations of the corpus (no folder ${corpus})`);
}

console.log("how often each feature occurred in definitions that ran:");
for (const [name, count] of features.counts) console.log(`  ${name.padEnd(34)}${count}`);
for (const name of features.missing()) {
  fail(`${name} never occurred`);
}

const hostile = await runHostileCases();
passed += hostile.passed;
failed += hostile.failed;
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
