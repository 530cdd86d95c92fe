import type { Phase, Snapshot, Thread } from "../core/snapshot.ts";
import { completeThread, createSnapshot } from "../core/snapshot-json.ts";
import { Vector } from "../core/vector.ts";
import type { JsonValue } from "../language/json.ts";
import type { ExecutionMeta } from "./journal-port.ts";
import { addPlain, type ValuePacker, type ValueUnpacker } from "./large-values.ts";
import { ObjectText } from "./object-text.ts";
import type { StateFormat } from "./state-format.ts";
import { stringText } from "./string-text.ts";

export type ExecutionState = Snapshot;

/** How an execution's snapshot is written: what is in META is not written again. */
export const executionState: StateFormat<ExecutionMeta, Snapshot> = {
  whole: (snapshot, packer) => {
    const object = new ObjectText();
    const { threads } = snapshot;
    for (const name of headFields) addHeadField(object, snapshot, name, packer);
    addPlain(object, "whole", true);
    addPlain(object, "length", threads.length);
    const live = Array.from(threads.values(), (thread) => writeThread(thread, packer));
    object.add("live", `[${live.join()}]`);
    return object.toString();
  },
  changes: (before, snapshot, packer) => {
    const head = `{"nextEventId":${snapshot.nextEventId}${headChanges(before, snapshot, packer)}`;
    if (snapshot.threads === before.threads) return `${head}}`;
    return `${head}${threadsChanges(before.threads, snapshot.threads, packer)}}`;
  },
  start: ({ info }) => createSnapshot(info),
  read: (before, written, unpacker, meta) => {
    const { whole, length, live, ended, gone = [], ...head } = written as WrittenSnapshot;
    const base = whole === true ? createSnapshot(meta.info) : before;
    const threads = readThreads(base.threads, { length, live, ended }, unpacker);
    const fields = unpacker.unpack<Partial<Snapshot>>(head);
    const left = Object.fromEntries(gone.map((name) => [name, undefined]));
    const read: Snapshot = { ...base, ...fields, ...left, threads };
    return { ...read, input: read.startedMs === undefined ? undefined : meta.input };
  },
};

type HeadField = Exclude<keyof Snapshot, "execution" | "input" | "threads">;

/** What is written of a snapshot besides its threads. */
const headFields = Object.keys({
  status: true,
  output: true,
  error: true,
  cause: true,
  nowMs: true,
  startedMs: true,
  stoppedMs: true,
  expiresMs: true,
  dueMs: true,
  nextEventId: true,
  redriveCount: true,
  redrivenMs: true,
  redriveToken: true,
  earlierRedriveTokens: true,
  ready: true,
  variablesBytes: true,
  seed: true,
  draws: true,
} satisfies { readonly [F in HeadField]-?: true }) as readonly HeadField[];

interface WrittenThreads {
  /** One more than the highest thread id that was ever given; absent: no thread has changed. */
  readonly length?: number | undefined;
  readonly live?: readonly WrittenFields[] | undefined;
  readonly ended?: readonly number[] | undefined;
}

interface WrittenSnapshot extends WrittenThreads {
  /** Otherwise only the fields that have changed are there, and of threads what has changed. */
  readonly whole?: boolean;
  /** Fields that have no value any more. */
  readonly gone?: readonly HeadField[];
  readonly [field: string]: unknown;
}

type WrittenFields = { readonly [field: string]: unknown };

function addHeadField(
  object: ObjectText,
  snapshot: Snapshot,
  name: HeadField,
  packer: ValuePacker,
): void {
  const value = snapshot[name];
  if (name === "output" || name === "cause") packer.addDocument(object, name, value);
  else addPlain(object, name, value);
}

/** Each by its name: fields that are read by a variable name take much longer. */
function headChanges(before: Snapshot, now: Snapshot, packer: ValuePacker): string {
  return (
    change(',"status":', before.status, now.status) +
    documentChange("output", before.output, now.output, packer) +
    change(',"error":', before.error, now.error) +
    documentChange("cause", before.cause, now.cause, packer) +
    change(',"nowMs":', before.nowMs, now.nowMs) +
    change(',"startedMs":', before.startedMs, now.startedMs) +
    change(',"stoppedMs":', before.stoppedMs, now.stoppedMs) +
    change(',"expiresMs":', before.expiresMs, now.expiresMs) +
    change(',"dueMs":', before.dueMs, now.dueMs) +
    change(',"redriveCount":', before.redriveCount, now.redriveCount) +
    change(',"redrivenMs":', before.redrivenMs, now.redrivenMs) +
    change(',"redriveToken":', before.redriveToken, now.redriveToken) +
    change(',"earlierRedriveTokens":', before.earlierRedriveTokens, now.earlierRedriveTokens) +
    change(',"ready":', before.ready, now.ready) +
    change(',"variablesBytes":', before.variablesBytes, now.variablesBytes) +
    change(',"seed":', before.seed, now.seed) +
    change(',"draws":', before.draws, now.draws) +
    goneFields(before, now)
  );
}

/** The member, if it has changed and still has a value. */
function change(key: string, before: unknown, now: unknown): string {
  if (now === before || now === undefined) return "";
  if (typeof now === "number") return key + now;
  return key + (typeof now === "string" ? stringText(now) : JSON.stringify(now));
}

function documentChange(name: string, before: unknown, now: unknown, packer: ValuePacker): string {
  return now === before || now === undefined ? "" : `,${packer.member(name, now)}`;
}

/** The names of fields that have no value any more. */
function goneFields(before: Snapshot, now: Snapshot): string {
  const names =
    goneField(',"output"', before.output, now.output) +
    goneField(',"error"', before.error, now.error) +
    goneField(',"cause"', before.cause, now.cause) +
    goneField(',"startedMs"', before.startedMs, now.startedMs) +
    goneField(',"stoppedMs"', before.stoppedMs, now.stoppedMs) +
    goneField(',"expiresMs"', before.expiresMs, now.expiresMs) +
    goneField(',"dueMs"', before.dueMs, now.dueMs) +
    goneField(',"redrivenMs"', before.redrivenMs, now.redrivenMs) +
    goneField(',"redriveToken"', before.redriveToken, now.redriveToken) +
    goneField(',"earlierRedriveTokens"', before.earlierRedriveTokens, now.earlierRedriveTokens);
  return names === "" ? "" : `,"gone":[${names.slice(1)}]`;
}

function goneField(name: string, before: unknown, now: unknown): string {
  return now === undefined && before !== undefined ? name : "";
}

function threadsChanges(
  before: Vector<Thread>,
  threads: Vector<Thread>,
  packer: ValuePacker,
): string {
  let live = "";
  let ended = "";
  threads.forEachChange(before, (id, thread, former) => {
    if (thread === undefined) ended += ended === "" ? id : `,${id}`;
    else {
      const text =
        former === undefined ? writeThread(thread, packer) : threadChanges(former, thread, packer);
      live += live === "" ? text : `,${text}`;
    }
  });
  return (
    `,"length":${threads.length}` +
    (live === "" ? "" : `,"live":[${live}]`) +
    (ended === "" ? "" : `,"ended":[${ended}]`)
  );
}

/** The user's documents in a thread. */
const threadValues: ReadonlySet<string> = new Set(["input", "variables", "mapItem"]);

function writeThread(thread: Thread, packer: ValuePacker): string {
  const object = new ObjectText();
  for (const name of Object.keys(thread) as (keyof Thread)[]) {
    if (name === "phase") object.add(name, writePhase(thread.phase, packer));
    else addThreadField(object, thread, name, packer);
  }
  return object.toString();
}

/** The thread's fields that are others than they were. */
function threadChanges(before: Thread, now: Thread, packer: ValuePacker): string {
  const phase =
    now.phase === before.phase
      ? ""
      : `,"phase":${writePhaseChanges(before.phase, now.phase, packer)}`;
  return (
    `{"id":${now.id}` +
    change(',"parent":', before.parent, now.parent) +
    change(',"index":', before.index, now.index) +
    documentChange("mapItem", before.mapItem, now.mapItem, packer) +
    change(',"state":', before.state, now.state) +
    phase +
    documentChange("input", before.input, now.input, packer) +
    documentChange("variables", before.variables, now.variables, packer) +
    change(',"tip":', before.tip, now.tip) +
    change(',"enteredEventId":', before.enteredEventId, now.enteredEventId) +
    change(',"enteredMs":', before.enteredMs, now.enteredMs) +
    change(',"retryCount":', before.retryCount, now.retryCount) +
    change(',"retries":', before.retries, now.retries) +
    "}"
  );
}

function addThreadField(
  object: ObjectText,
  thread: Thread,
  name: keyof Thread,
  packer: ValuePacker,
): void {
  if (threadValues.has(name)) packer.addDocument(object, name, thread[name]);
  else addPlain(object, name, thread[name]);
}

/** The user's documents in a phase. */
const phaseValues: ReadonlySet<string> = new Set(["items", "itemKeys"]);

function writePhase(phase: Phase, packer: ValuePacker): string {
  if (phase.type !== "joining") return JSON.stringify(phase);
  const { results, ...rest } = phase;
  const object = new ObjectText();
  packer.addAll(object, rest, phaseValues);
  object.add("results", writeResults(results, Vector.empty(), packer));
  return object.toString();
}

/** Of a Parallel or Map that goes on, only what has ended since is written. */
function writePhaseChanges(before: Phase, phase: Phase, packer: ValuePacker): string {
  if (phase.type !== "joining" || before.type !== "joining") return writePhase(phase, packer);
  if (phase.items !== before.items || phase.startedEventId !== before.startedEventId) {
    return writePhase(phase, packer);
  }
  const { started, ended } = phase;
  const object = new ObjectText();
  packer.addAll(object, { type: "joining", goesOn: true, started, ended }, phaseValues);
  object.add("results", writeResults(phase.results, before.results, packer));
  return object.toString();
}

const resultValues: ReadonlySet<string> = new Set(["r"]);

/** The results that are new, by index. */
export function writeResults(
  results: Vector<JsonValue>,
  before: Vector<JsonValue>,
  packer: ValuePacker,
): string {
  const written: string[] = [];
  results.forEachChange(before, (i, r) => {
    if (r !== undefined) written.push(packer.write({ i, r }, resultValues));
  });
  return `[${written.join()}]`;
}

function readThreads(
  base: Vector<Thread>,
  { length, live = [], ended = [] }: WrittenThreads,
  unpacker: ValueUnpacker,
): Vector<Thread> {
  if (length === undefined) return base;
  if (length === 0) return Vector.empty();
  const owner = {};
  let threads = base;
  for (const written of live) {
    const { id } = written as { readonly id: number };
    threads = threads.set(id, readThread(base.get(id), written, unpacker), owner);
  }
  for (const id of ended) {
    if (id < threads.length) threads = threads.set(id, undefined, owner);
  }
  // The next thread's id is one that no other thread has had.
  return length > threads.length ? threads.set(length - 1, undefined, owner) : threads;
}

function readThread(
  before: Thread | undefined,
  written: WrittenFields,
  unpacker: ValueUnpacker,
): Thread {
  const fields = unpacker.unpack<Partial<Thread>>(written);
  const phase =
    fields.phase === undefined
      ? before?.phase
      : readPhase(before?.phase, fields.phase as never, unpacker);
  return completeThread({ ...before, ...fields, phase } as Thread);
}

function readPhase(
  before: Phase | undefined,
  written: WrittenFields,
  unpacker: ValueUnpacker,
): Phase {
  const phase = unpacker.unpack<Phase & { readonly goesOn?: boolean }>(written);
  if (phase.type !== "joining") return phase;
  const { goesOn, ...rest } = phase;
  const former = goesOn === true && before?.type === "joining" ? before : undefined;
  const owner = {};
  let results = former?.results ?? Vector.empty<JsonValue>();
  for (const entry of rest.results as unknown as readonly WrittenFields[]) {
    const { i, r } = unpacker.unpack<{ readonly i: number; readonly r: JsonValue }>(entry);
    results = results.set(i, r, owner);
  }
  return { ...former, ...rest, results };
}
