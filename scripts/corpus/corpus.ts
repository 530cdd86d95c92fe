import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readDocument } from "../../lib/data/document.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import disputes from "../../test/corpus/disputes.json" with { type: "json" };

/** A folder of labelled definitions, with an index.json that lists them. */
export interface Corpus {
  readonly entries: readonly CorpusEntry[];
  /** The definition with a checksum: what a mutated one was before its edit. */
  bySha(sha: string): CorpusEntry | undefined;
}

export interface CorpusEntry {
  readonly file: string;
  readonly sha: string;
  readonly label: "valid" | "invalid";
  readonly kind: "real" | "mutated";
  /** What is wrong with an invalid one. */
  readonly reason?: string;
  /** Of a mutated one: the `sha` of what it was. */
  readonly base?: string;
  readonly definition: JsonValue;
  /** Why the label is wrong, in the specification's or AWS's own words. */
  readonly dispute?: string;
}

/** A label that the specification's or AWS's own words show to be wrong. */
interface Dispute {
  readonly sha: string;
  readonly fault: string;
  readonly words: string;
  /** Where the words stand. */
  readonly source: string;
}

/** One thing to do with a corpus. */
export type CorpusPart = (corpus: Corpus) => CorpusReport | Promise<CorpusReport>;

export interface CorpusReport {
  /** `valid accepted 696/696, invalid rejected 303/303`. */
  readonly total: string;
  readonly remarks: readonly string[];
  readonly failures: readonly string[];
}

/** Reads a corpus whole. */
export function loadCorpus(folder: string): Corpus {
  const wordsOf = new Map(
    (disputes as readonly Dispute[]).map(({ sha, fault, words }) => [sha, `${fault}: "${words}"`]),
  );
  const index: Omit<CorpusEntry, "definition" | "dispute">[] = JSON.parse(
    readFileSync(join(folder, "index.json"), "utf8"),
  );
  const entries = index.map((entry): CorpusEntry => {
    const dispute = wordsOf.get(entry.sha);
    const definition = readDocument(readFileSync(join(folder, entry.file), "utf8"));
    return { ...entry, definition, ...(dispute === undefined ? {} : { dispute }) };
  });
  const shas = new Map(entries.map((entry) => [entry.sha, entry]));
  return { entries, bySha: (sha) => shas.get(sha) };
}
