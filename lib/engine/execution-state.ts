import type { Phase, Snapshot, Thread } from "../core/snapshot.ts";
import { completeThread, createSnapshot } from "../core/snapshot-json.ts";
import { Vector } from "../core/vector.ts";
import type { JsonValue } from "../language/json.ts";
import type { ExecutionMeta } from "./journal-port.ts";
import type { ValuePacker, ValueUnpacker } from "./large-values.ts";
import type { StateFormat } from "./state-format.ts";

export type ExecutionState = Snapshot;

/** How an execution's snapshot is written: what is in META is not written again. */
export const executionState: StateFormat<ExecutionMeta, Snapshot> = {
  whole: (snapshot, packer) => {
    const { threads } = snapshot;
    const live = [...threads.values()].map((thread) => writeThread(thread, packer));
    return { ...writeHead(snapshot, packer), whole: true, length: threads.length, live };
  },
  changes: (before, snapshot, packer) => {
    const live: object[] = [];
    const ended: number[] = [];
    for (const [id, thread] of snapshot.threads.changesSince(before.threads)) {
      const former = before.threads.get(id);
      if (thread === undefined) ended.push(id);
      else if (former === undefined) live.push(writeThread(thread, packer));
      else live.push(writeChanges(former, thread, packer));
    }
    return { ...writeHead(snapshot, packer), length: snapshot.threads.length, live, ended };
  },
  start: ({ info }) => createSnapshot(info),
  read: (before, written, unpacker, meta) => {
    const { whole, length, live, ended, ...head } = written as WrittenSnapshot;
    const base = whole === true ? Vector.empty<Thread>() : before.threads;
    const threads = readThreads(base, { length, live, ended }, unpacker);
    const rest = unpacker.unpack<Partial<Snapshot>>(head);
    const input = rest.startedMs === undefined ? undefined : meta.input;
    return { ...createSnapshot(meta.info), ...rest, input, threads };
  },
};

interface WrittenThreads {
  /** One more than the highest thread id that was ever given. */
  readonly length: number;
  readonly live: readonly WrittenFields[];
  readonly ended?: readonly number[] | undefined;
}

interface WrittenSnapshot extends WrittenThreads {
  readonly whole?: boolean;
  readonly [field: string]: unknown;
}

type WrittenFields = { readonly [field: string]: unknown };

function writeHead(snapshot: Snapshot, packer: ValuePacker): object {
  const { execution, input, threads, ...head } = snapshot;
  return packer.pack(head, ["output", "cause"]);
}

/** The user's documents in a thread. */
const threadValues = ["input", "variables", "mapItem"];

function writeThread(thread: Thread, packer: ValuePacker): WrittenFields {
  return packer.pack({ ...thread, phase: writePhase(thread.phase, packer) }, threadValues);
}

/** The thread's fields that are others than they were. */
function writeChanges(before: Thread, thread: Thread, packer: ValuePacker): WrittenFields {
  const changed: { [field: string]: unknown } = { id: thread.id };
  for (const name of Object.keys(thread) as (keyof Thread)[]) {
    if (thread[name] === before[name]) continue;
    changed[name] =
      name === "phase" ? writePhaseChanges(before.phase, thread.phase, packer) : thread[name];
  }
  return packer.pack(changed, threadValues);
}

function writePhase(phase: Phase, packer: ValuePacker): WrittenFields {
  if (phase.type !== "joining") return phase;
  const results = writeResults(phase.results, Vector.empty(), packer);
  return packer.pack({ ...phase, results }, ["items", "itemKeys"]);
}

/** Of a Parallel or Map that goes on, only what has ended since is written. */
function writePhaseChanges(before: Phase, phase: Phase, packer: ValuePacker): WrittenFields {
  if (phase.type !== "joining" || before.type !== "joining") return writePhase(phase, packer);
  if (phase.items !== before.items || phase.startedEventId !== before.startedEventId) {
    return writePhase(phase, packer);
  }
  const { started, ended } = phase;
  const results = writeResults(phase.results, before.results, packer);
  return { type: "joining", goesOn: true, started, ended, results };
}

/** The results that are new, by index. */
function writeResults(
  results: Vector<JsonValue>,
  before: Vector<JsonValue>,
  packer: ValuePacker,
): readonly WrittenFields[] {
  const written: WrittenFields[] = [];
  for (const [i, r] of results.changesSince(before)) written.push(packer.pack({ i, r }, ["r"]));
  return written;
}

function readThreads(
  base: Vector<Thread>,
  { length, live, ended = [] }: WrittenThreads,
  unpacker: ValueUnpacker,
): Vector<Thread> {
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
