import type { FaultHits } from "./faults.ts";

/** How often each fault hit each boundary, and which ones too seldom. */
export function printHits({ counts }: FaultHits, missed: readonly string[], hitsMin: number): void {
  for (const [name, count] of [...counts].sort()) console.log(`  ${name.padEnd(36)}${count}`);
  for (const name of missed) console.log(`FAILED: hit less than ${hitsMin} times: ${name}`);
}

/** What did not hold in a schedule, and how to see it again. */
export function printFailure({
  name,
  replay,
  violations,
  trace,
}: {
  readonly name: string;
  readonly replay: string;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
}): void {
  console.log(`\n${name}: npm run simulate -- ${replay}`);
  for (const line of trace) console.log(`  ${line}`);
  for (const violation of violations) console.log(`FAILED: ${violation}`);
}
