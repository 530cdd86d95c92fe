// Labelled definitions: `npm run corpus -- [DIR]`, by default ../shared/corpus.
//
// Every valid definition must be accepted, every invalid one rejected. Prints what is not as its
// label says, and ends with a line of totals.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type CorpusPart, loadCorpus } from "./corpus/corpus.ts";
import { running } from "./corpus/running.ts";
import { validation } from "./corpus/validation.ts";

/** What is done with a corpus, each with its place in the line of totals. */
const parts: readonly CorpusPart[] = [validation, running];

const { positionals } = parseArgs({ allowPositionals: true });
const folder = positionals[0] ?? "../shared/corpus";
if (existsSync(folder)) {
  const corpus = loadCorpus(folder);
  const totals: string[] = [];
  for (const part of parts) {
    const { total, remarks, failures } = await part(corpus);
    for (const remark of remarks) console.log(remark);
    for (const failure of failures) console.log(`FAILED  ${failure}`);
    if (failures.length > 0) process.exitCode = 1;
    totals.push(total);
  }
  console.log(totals.join(", "));
} else {
  console.log(`skipped: there is no corpus at ${folder}`);
}
