import { readDocument, writeDocument } from "../data/document.ts";
import type { JsonValue } from "../language/json.ts";
import type { ExecutionInfo, PhaseByType, PhaseType, Snapshot, Thread } from "./snapshot.ts";
import { Vector } from "./vector.ts";

/** An execution before its `start`. */
export function createSnapshot(execution: ExecutionInfo): Snapshot {
  return {
    execution,
    status: "RUNNING",
    input: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    nowMs: 0,
    startedMs: undefined,
    stoppedMs: undefined,
    expiresMs: undefined,
    dueMs: undefined,
    nextEventId: 1,
    redriveCount: 0,
    redrivenMs: undefined,
    threads: Vector.empty(),
    ready: [],
    variablesBytes: 0,
    seed: 0,
    draws: 0,
  };
}

/** A snapshot as one JSON text. */
export function writeSnapshot(snapshot: Snapshot): string {
  return writeDocument({ ...snapshot, threads: writeThreads(snapshot.threads) } as never);
}

/** The snapshot that `writeSnapshot` wrote. */
export function readSnapshot(text: string): Snapshot {
  const { threads, ...rest } = readDocument(text) as unknown as Omit<Snapshot, "threads"> & {
    threads: { readonly length: number; readonly live: readonly Thread[] };
  };
  return { ...createSnapshot(rest.execution), ...rest, threads: readThreads(threads) };
}

function writeThreads(threads: Vector<Thread>): object {
  const live = [...threads.values()].map((thread) =>
    thread.phase.type === "joining"
      ? { ...thread, phase: { ...thread.phase, results: writeResults(thread.phase.results) } }
      : thread,
  );
  return { length: threads.length, live };
}

function readThreads(written: {
  readonly length: number;
  readonly live: readonly Thread[];
}): Vector<Thread> {
  const owner = {};
  let threads = Vector.empty<Thread>();
  for (const thread of written.live) threads = threads.set(thread.id, readThread(thread), owner);
  // The next thread's id is one that no other thread has had.
  if (written.length > threads.length) {
    threads = threads.set(written.length - 1, undefined, owner);
  }
  return threads;
}

/** All keys, in the order in which they are made: JSON loses those whose value is undefined. */
const threadKeys: readonly (keyof Thread)[] = [
  "id",
  "parent",
  "index",
  "mapItem",
  "state",
  "phase",
  "input",
  "variables",
  "tip",
  "enteredEventId",
  "enteredMs",
  "retryCount",
  "retries",
];

const phaseKeys: { readonly [T in PhaseType]: readonly (keyof PhaseByType[T])[] } = {
  entering: ["again"],
  task: [
    "attempt",
    "started",
    "submitted",
    "queued",
    "taskToken",
    "timeoutMs",
    "heartbeatMs",
    "heartbeatSeconds",
    "intent",
  ],
  waiting: ["untilMs"],
  backingOff: ["untilMs"],
  joining: ["startedEventId", "length", "started", "ended", "items", "itemKeys", "results"],
  mapRun: ["attempt", "mapRunArn", "redrive"],
  failed: ["mapRun"],
};

function readThread(written: Thread): Thread {
  const { phase } = written;
  if (phase.type !== "joining") return completeThread(written);
  const results = readResults(phase.results as unknown as WrittenResults);
  return completeThread({ ...written, phase: { ...phase, results } });
}

/** A thread with all its keys again: JSON loses those whose value is undefined. */
export function completeThread(written: Thread): Thread {
  const thread = complete(written, threadKeys);
  const phase = complete(written.phase, ["type", ...(phaseKeys[written.phase.type] as [])]);
  return { ...thread, phase };
}

function complete<T extends object>(written: T, keys: readonly (keyof T)[]): T {
  return Object.fromEntries(keys.map((key) => [key, written[key]])) as T;
}

/** Results by index: those of iterations that have not ended are missing. */
type WrittenResults = readonly (readonly [number, JsonValue])[];

function writeResults(results: Vector<JsonValue>): WrittenResults {
  const written: [number, JsonValue][] = [];
  for (let index = 0; index < results.length; index++) {
    const result = results.get(index);
    if (result !== undefined) written.push([index, result]);
  }
  return written;
}

function readResults(written: WrittenResults): Vector<JsonValue> {
  const owner = {};
  let results = Vector.empty<JsonValue>();
  for (const [index, result] of written) results = results.set(index, result, owner);
  return results;
}
