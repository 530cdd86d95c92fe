/**
 * Plays recorded cases in-process and grades them.
 *   npm run conformance -- [--cases DIR] [--area X]… [--filter TEXT] [--verbose] [--round-trip]
 * Exit code 1: a case fails that is not listed in test/conformance/expected-failures.json, or one
 * that is listed passes.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { readExpectedFailures, surprises } from "./conformance/expectations.ts";
import { type Case, type Grade, type Grades, type Kit, loadKit } from "./conformance/kit.ts";
import { play } from "./conformance/play.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "../shared/conformance/cases" },
    area: { type: "string", multiple: true },
    filter: { type: "string" },
    verbose: { type: "boolean", default: false },
    "round-trip": { type: "boolean", default: false },
  },
});

const expectedFailures = new URL("../test/conformance/expected-failures.json", import.meta.url);

process.exitCode = await main();

async function main(): Promise<number> {
  const kit = existsSync(values.cases) ? await loadKit(values.cases) : undefined;
  if (kit === undefined) {
    console.log(`conformance skipped: no cases in ${values.cases}`);
    return 0;
  }
  const { area, filter, verbose } = values;
  const cases = kit.loadCases(values.cases, {
    ...(area === undefined ? {} : { area }),
    ...(filter === undefined ? {} : { filter }),
  });
  const results: ({ readonly testCase: Case } & Grades)[] = [];
  for (const testCase of cases) {
    const grades = await play(kit, testCase, { asText: values["round-trip"] });
    results.push({ testCase, ...grades });
    if (verbose || !passes(grades)) describe(kit, testCase, grades);
  }
  const listed = readExpectedFailures(expectedFailures);
  const wrong = results.flatMap(({ testCase, ...grades }) => surprises(testCase, grades, listed));
  for (const line of wrong) console.log(`UNEXPECTED ${line}`);
  kit.report(results);
  return wrong.length === 0 ? 0 : 1;
}

function passes({ outcome, history }: Grades): boolean {
  return outcome.pass && history?.pass !== false;
}

function describe(kit: Kit, { id }: Case, { outcome, history }: Grades): void {
  console.log(`${id}  outcome ${word(outcome)}  history ${word(history)}`);
  for (const [name, grade] of Object.entries({ outcome, history })) {
    if (grade?.diff) console.log(`    ${name} ${difference(kit, grade.diff)}`);
  }
}

function word(grade: Grade | undefined): string {
  if (grade === undefined) return "-";
  if (grade.pass) return "ok";
  return grade.only === undefined ? "FAIL" : `FAIL (only ${grade.only})`;
}

function difference(kit: Kit, diff: NonNullable<Grade["diff"]>): string {
  const show = (value: unknown): string => {
    if (value === undefined) return "(absent)";
    const text = kit.toJson(value);
    return text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text;
  };
  return `${diff.path}: expected ${show(diff.expected)}, got ${show(diff.actual)}`;
}
