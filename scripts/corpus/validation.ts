import { type Diagnostic, hasErrors } from "../../lib/language/diagnostic.ts";
import { isJsonArray, isJsonObject, type JsonValue, ownValue } from "../../lib/language/json.ts";
import { pointerTo } from "../../lib/language/source/places.ts";
import { validate } from "../../lib/language/validate.ts";
import type { Corpus, CorpusEntry, CorpusReport } from "./corpus.ts";

/**
 * Validates every definition: the valid ones must be accepted, the invalid ones rejected, and those
 * that one edit made invalid at the place of the edit.
 */
export function validation(corpus: Corpus): CorpusReport {
  const failures: string[] = [];
  const disputed: string[] = [];
  const counts = { valid: [0, 0], invalid: [0, 0], placed: [0, 0] } as Counts;
  const started = performance.now();
  const found = corpus.entries.map(({ definition }) => validate(definition));
  const meanMs = (performance.now() - started) / Math.max(1, corpus.entries.length);
  for (const [index, entry] of corpus.entries.entries()) {
    const diagnostics = found[index] ?? [];
    const agrees = hasErrors(diagnostics) === (entry.label === "invalid");
    if (entry.dispute !== undefined) {
      disputed.push(`disputed: ${entry.file} is labelled ${entry.label}; ${entry.dispute}`);
      if (agrees) failures.push(`${entry.file} is disputed, but judged as its label says`);
      continue;
    }
    count(counts[entry.label], agrees);
    if (!agrees) failures.push(disagreement(entry, diagnostics));
    const base = entry.base === undefined ? undefined : corpus.bySha(entry.base);
    if (base === undefined) continue;
    const placed = isAtEdit(diagnostics, edits(base.definition, entry.definition));
    count(counts.placed, placed);
    if (!placed)
      failures.push(`${entry.file}: no error where the edit is, but ${told(diagnostics)}`);
  }
  const remarks = [
    ...disputed,
    `errors at the place of the edit ${counts.placed.join("/")}`,
    `mean ${meanMs.toFixed(2)} ms a definition`,
  ];
  const total = `valid accepted ${counts.valid.join("/")}, invalid rejected ${counts.invalid.join("/")}`;
  return { total, remarks, failures };
}

type Count = [right: number, all: number];
type Counts = { readonly valid: Count; readonly invalid: Count; readonly placed: Count };

function count(counter: Count, right: boolean): void {
  counter[0] += right ? 1 : 0;
  counter[1] += 1;
}

function disagreement({ file, label, reason }: CorpusEntry, found: readonly Diagnostic[]): string {
  return label === "valid"
    ? `${file} is valid, but rejected: ${told(found)}`
    : `${file} is accepted, but invalid: ${reason}`;
}

function told(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "ERROR");
  return errors.map(({ pointer, message }) => `${pointer}: ${message}`).join("; ") || "none at all";
}

/** Whether an error lies at one of the edits: at its place, around it, or in what it added. */
function isAtEdit(diagnostics: readonly Diagnostic[], places: readonly string[]): boolean {
  return diagnostics.some(
    ({ severity, pointer }) =>
      severity === "ERROR" &&
      places.some((place) => isWithin(place, pointer) || isWithin(pointer, place)),
  );
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}

/** The pointers of the outermost values in which two definitions differ. */
function edits(before: JsonValue | undefined, after: JsonValue | undefined): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const keys = sharedKeys(before, after);
  if (keys === undefined) return [""];
  return keys.flatMap((key) =>
    edits(member(before, key), member(after, key)).map((rest) => pointerTo([key]) + rest),
  );
}

/** The keys of two objects, or of two arrays. */
function sharedKeys(a: JsonValue | undefined, b: JsonValue | undefined): string[] | undefined {
  const alike = (isJsonObject(a) && isJsonObject(b)) || (isJsonArray(a) && isJsonArray(b));
  return alike ? [...new Set([...Object.keys(a), ...Object.keys(b)])] : undefined;
}

function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (isJsonArray(value)) return value[Number(key)];
  return isJsonObject(value) ? ownValue(value, key) : undefined;
}
