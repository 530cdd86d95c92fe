import { StateMachine } from "../../lib/hosts/state-machine.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/language/json.ts";
import type { Mocks } from "../../lib/testing/mocks.ts";
import type { Corpus, CorpusReport } from "./corpus.ts";
import { deriveDocument } from "./derived-data.ts";

const variants = 9;
const secondsMax = 20;

/**
 * Runs every valid definition to an end, time skipped, with an input and results that hold what its
 * states read. Of nine variants of that data the first that succeeds counts: in the last ones the
 * input, the results or both are arrays, as a Map without ItemsPath wants them.
 */
export async function running(corpus: Corpus): Promise<CorpusReport> {
  const failures: string[] = [];
  const endings = new Map<string, number>();
  let ran = 0;
  const valid = corpus.entries.filter(
    ({ label, dispute }) => (label === "valid") === (dispute === undefined),
  );
  for (const { file, definition } of valid) {
    try {
      const ending = await runDerived(definition);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
      ran++;
    } catch (error) {
      failures.push(`${file} does not run: ${(error as Error).stack ?? error}`);
    }
  }
  const succeeded = endings.get("SUCCEEDED") ?? 0;
  const percent = ((100 * succeeded) / Math.max(1, valid.length)).toFixed(1);
  const shown = [...endings].map(([ending, count]) => `${count} ${ending}`).join(", ");
  if (succeeded < 0.6 * valid.length) failures.push(`only ${percent} % of the valid ones succeed`);
  const remarks = [`of those that ran ${shown}: ${percent} % SUCCEEDED`];
  return { total: `ran ${ran}/${valid.length}`, remarks, failures };
}

async function runDerived(definition: JsonValue): Promise<string> {
  const machine = new StateMachine(definition as object, { validate: false });
  const document = deriveDocument(definition);
  let ending = "";
  for (let variant = 0; variant < variants; variant++) {
    const input = variant === 6 || variant === 8 ? [document(0), document(1)] : document(variant);
    const results =
      variant < 7 ? document : (call: number): JsonValue => [document(call), document(call + 1)];
    const mocks = mocksOf(definition, results, variant % 6);
    const options = { mocks, seed: variant, s3: objectsOf(definition, document) };
    const execution = await within(machine.run(input, options));
    if (execution.status === "SUCCEEDED") return execution.status;
    ending = execution.status;
  }
  return ending;
}

/** Every Task answers with the document; each further call of a state with the next variant. */
function mocksOf(
  definition: JsonValue,
  document: (variant: number) => JsonValue,
  first: number,
): Mocks {
  const results = Array.from({ length: variants }, (_, call) => [
    call < variants - 1 ? String(call) : `${call}-1000000`,
    { result: document(first + call) },
  ]);
  const byCall = Object.fromEntries(results);
  return Object.fromEntries(taskNames(definition).map((name) => [name, byCall]));
}

/** An object for each ItemReader to read, where its parameters will look for it. */
function objectsOf(
  value: JsonValue,
  document: (variant: number) => JsonValue,
): { [place: string]: string } {
  if (typeof value !== "object" || value === null) return {};
  const objects: { [place: string]: string }[] = Object.values(value).map((inner) =>
    objectsOf(inner, document),
  );
  const reader = isJsonObject(value) ? value.ItemReader : undefined;
  if (isJsonObject(reader)) {
    const { Parameters, Arguments, ReaderConfig } = reader as { [field: string]: JsonObject };
    const { Bucket = "text", Key = "text", Prefix = "" } = Parameters ?? Arguments ?? {};
    const rows = [document(0), document(1)];
    const text = contents[String(ReaderConfig?.InputType ?? "JSON")]?.(rows) ?? "";
    const buckets = [Bucket, "text"];
    const keys = [Key, `${Prefix}text`];
    for (const bucket of buckets)
      for (const key of keys) objects.push({ [`${bucket}/${key}`]: text });
  }
  return Object.assign({}, ...objects);
}

/** Two items, in each form that a reader understands. */
const contents: { readonly [inputType: string]: (rows: JsonValue[]) => string } = {
  JSON: (rows) => JSON.stringify(rows),
  JSONL: (rows) => rows.map((row) => JSON.stringify(row)).join("\n"),
  CSV: () => "a,b\n1,2\n3,4\n",
};

function taskNames(value: JsonValue): string[] {
  if (typeof value !== "object" || value === null) return [];
  const names: string[] = [];
  const states = isJsonObject(value) ? (value.States as JsonObject | undefined) : undefined;
  for (const [name, state] of Object.entries(states ?? {})) {
    if (isJsonObject(state) && state.Type === "Task") names.push(name);
  }
  return [...names, ...Object.values(value).flatMap(taskNames)];
}

async function within<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`no end after ${secondsMax} s`)),
    1000 * secondsMax,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
