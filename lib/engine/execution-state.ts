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
  let text = "";
  if (now.status !== before.status) text += plain(',"status":', now.status);
  if (now.output !== before.output) text += document("output", now.output, packer);
  if (now.error !== before.error) text += plain(',"error":', now.error);
  if (now.cause !== before.cause) text += document("cause", now.cause, packer);
  if (now.nowMs !== before.nowMs) text += plain(',"nowMs":', now.nowMs);
  if (now.startedMs !== before.startedMs) text += plain(',"startedMs":', now.startedMs);
  if (now.stoppedMs !== before.stoppedMs) text += plain(',"stoppedMs":', now.stoppedMs);
  if (now.expiresMs !== before.expiresMs) text += plain(',"expiresMs":', now.expiresMs);
  if (now.dueMs !== before.dueMs) text += plain(',"dueMs":', now.dueMs);
  if (now.redriveCount !== before.redriveCount) text += plain(',"redriveCount":', now.redriveCount);
  if (now.redrivenMs !== before.redrivenMs) text += plain(',"redrivenMs":', now.redrivenMs);
  if (now.redriveToken !== before.redriveToken) text += plain(',"redriveToken":', now.redriveToken);
  if (now.earlierRedriveTokens !== before.earlierRedriveTokens) {
    text += plain(',"earlierRedriveTokens":', now.earlierRedriveTokens);
  }
  if (now.ready !== before.ready) text += plain(',"ready":', now.ready);
  if (now.variablesBytes !== before.variablesBytes) {
    text += plain(',"variablesBytes":', now.variablesBytes);
  }
  if (now.seed !== before.seed) text += plain(',"seed":', now.seed);
  if (now.draws !== before.draws) text += plain(',"draws":', now.draws);
  return text + goneFields(before, now);
}

/** The member, if it still has a value. */
function plain(key: string, now: unknown): string {
  if (typeof now === "number") return key + now;
  if (now === undefined) return "";
  return key + (typeof now === "string" ? stringText(now) : JSON.stringify(now));
}

function document(name: string, now: unknown, packer: ValuePacker): string {
  return now === undefined ? "" : `,${packer.member(name, now)}`;
}

/** The names of fields that have no value any more. */
function goneFields(before: Snapshot, now: Snapshot): string {
  let names = "";
  if (isGone(before.output, now.output)) names += ',"output"';
  if (isGone(before.error, now.error)) names += ',"error"';
  if (isGone(before.cause, now.cause)) names += ',"cause"';
  if (isGone(before.startedMs, now.startedMs)) names += ',"startedMs"';
  if (isGone(before.stoppedMs, now.stoppedMs)) names += ',"stoppedMs"';
  if (isGone(before.expiresMs, now.expiresMs)) names += ',"expiresMs"';
  if (isGone(before.dueMs, now.dueMs)) names += ',"dueMs"';
  if (isGone(before.redrivenMs, now.redrivenMs)) names += ',"redrivenMs"';
  if (isGone(before.redriveToken, now.redriveToken)) names += ',"redriveToken"';
  if (isGone(before.earlierRedriveTokens, now.earlierRedriveTokens)) {
    names += ',"earlierRedriveTokens"';
  }
  return names === "" ? "" : `,"gone":[${names.slice(1)}]`;
}

function isGone(before: unknown, now: unknown): boolean {
  return now === undefined && before !== undefined;
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
  let text = `{"id":${now.id}`;
  if (now.parent !== before.parent) text += plain(',"parent":', now.parent);
  if (now.index !== before.index) text += plain(',"index":', now.index);
  if (now.mapItem !== before.mapItem) text += document("mapItem", now.mapItem, packer);
  if (now.state !== before.state) text += plain(',"state":', now.state);
  if (now.phase !== before.phase) {
    text += `,"phase":${writePhaseChanges(before.phase, now.phase, packer)}`;
  }
  if (now.input !== before.input) text += document("input", now.input, packer);
  if (now.variables !== before.variables) text += document("variables", now.variables, packer);
  if (now.tip !== before.tip) text += plain(',"tip":', now.tip);
  if (now.enteredEventId !== before.enteredEventId) {
    text += plain(',"enteredEventId":', now.enteredEventId);
  }
  if (now.enteredMs !== before.enteredMs) text += plain(',"enteredMs":', now.enteredMs);
  if (now.retryCount !== before.retryCount) text += plain(',"retryCount":', now.retryCount);
  if (now.retries !== before.retries) text += plain(',"retries":', now.retries);
  return `${text}}`;
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
