import type { FaultHits } from "./faults.ts";

/** How often each fault hit each boundary, and which ones too seldom. */
export function printHits({ counts }: FaultHits, missed: readonly string[], hitsMin: number): void {
  for (const [name, count] of [...counts].sort()) console.log(`  ${name.padEnd(36)}${count}`);
  for (const name of missed) console.log(`FAILED: hit less than ${hitsMin} times: ${name}`);
}

interface Shown {
  readonly name: string;
  readonly replay: string;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
}

/** The first ones whole, and how to see the others. */
export function printFailures(failures: readonly Shown[]): void {
  for (const failure of failures.slice(0, wholeMax)) printFailure(failure);
  for (const { name, replay, violations } of failures.slice(wholeMax)) {
    console.log(`\n${name}: npm run simulate -- ${replay}`);
    for (const violation of violations) console.log(`FAILED: ${violation.slice(0, 200)}`);
  }
}

const wholeMax = 5;

/** What did not hold in a schedule, and how to see it again. */
export function printFailure({ name, replay, violations, trace }: Shown): void {
  console.log(`\n${name}: npm run simulate -- ${replay}`);
  for (const line of trace) console.log(`  ${line}`);
  for (const violation of violations) console.log(`FAILED: ${violation}`);
}
