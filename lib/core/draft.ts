import type { Limits } from "../data/limits.ts";
import type { JsonObject } from "../language/json.ts";
import { assert } from "./assert.ts";
import type { AttemptId, Command, RunTask } from "./command.ts";
import type { CompiledState } from "./compiled-state.ts";
import { SeededEntropy } from "./entropy.ts";
import type { DetailsByEventType, HistoryEvent, HistoryEventType } from "./history-event.ts";
import type { Inspect } from "./inspect.ts";
import type { Machine } from "./machine.ts";
import { NewBytes } from "./new-bytes.ts";
import type { ExecutionInfo, Intent, Phase, Snapshot, Thread } from "./snapshot.ts";
import type { Stimulus } from "./stimulus.ts";
import { Vector } from "./vector.ts";

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A thread that this draft may change. */
export type DraftThread = Mutable<Thread>;

/** Says who is to perform an attempt. */
export type IntentOf = (task: RunTask, execution: ExecutionInfo) => Intent | undefined;

/** Thrown when the history has no room for one more event. */
export class HistoryFull extends Error {}

/**
 * The execution while `advance` works on it: private, mutable, handed out as a Snapshot at the end.
 * It keeps the books (threads, events, commands); what happens is decided in the other files.
 */
export class Draft {
  readonly machine: Machine;
  readonly limits: Limits;
  readonly inspect: Inspect | undefined;
  readonly before: Snapshot;
  readonly execution: Snapshot["execution"];
  /** What is not a thread. */
  readonly head: Mutable<Snapshot>;
  readonly events: HistoryEvent[] = [];
  readonly newBytes = new NewBytes(this.events);
  readonly commands: Command[] = [];
  /** Ids of threads that can go on; those before `readyFrom` have gone. */
  readonly ready: number[];
  readyFrom = 0;
  /** Who is to perform what is scheduled. */
  intentOf: IntentOf | undefined = undefined;
  /** What task tokens are made from. */
  secret: string | undefined = undefined;
  /** TestState's: stands for the Context Object. */
  givenContext: JsonObject | undefined = undefined;
  /** Must the earliest timer be looked for again? */
  dueStale = false;
  private readonly eventsMax: number;
  private readonly edited = new Map<number, DraftThread | null>();
  private nextThreadId: number;
  private currentEntropy: SeededEntropy | undefined;

  constructor(machine: Machine, snapshot: Snapshot, limits: Limits, inspect: Inspect | undefined) {
    this.machine = machine;
    this.before = snapshot;
    this.execution = snapshot.execution;
    this.head = new Head(snapshot);
    this.ready = snapshot.ready.slice();
    this.limits = limits;
    this.inspect = inspect;
    this.nextThreadId = snapshot.threads.length;
    this.eventsMax =
      snapshot.execution.type === "EXPRESS" ? Number.POSITIVE_INFINITY : limits.historyEventsMax;
  }

  /** Takes the instant and the seed of what happened. Time never goes back. */
  observe(stimulus: Stimulus): void {
    const { head } = this;
    if (stimulus.at > head.nowMs) head.nowMs = stimulus.at;
    if (stimulus.seed === head.seed) return;
    this.keepDraws();
    head.seed = stimulus.seed;
    this.currentEntropy = undefined;
  }

  get entropy(): SeededEntropy {
    const { head } = this;
    this.currentEntropy ??= new SeededEntropy(this.execution.executionArn, head.seed, head.draws);
    return this.currentEntropy;
  }

  /** Appends an event; answers its id. */
  emit<T extends HistoryEventType>(
    type: T,
    previousEventId: number,
    details: DetailsByEventType[T],
  ): number {
    const id = this.head.nextEventId;
    if (id >= this.eventsMax) throw new HistoryFull();
    return this.emitLast(type, previousEventId, details);
  }

  /** Appends an event for which there always is room. */
  emitLast<T extends HistoryEventType>(
    type: T,
    previousEventId: number,
    details: DetailsByEventType[T],
  ): number {
    const id = this.head.nextEventId++;
    this.events.push({ id, previousEventId, type, timestampMs: this.head.nowMs, details });
    return id;
  }

  state(name: string): CompiledState {
    const state = this.machine.states.get(name);
    assert(state !== undefined, `state "${name}" exists`);
    return state;
  }

  /** A thread to change. Undefined: it has ended, or never was. */
  thread(id: number): DraftThread | undefined {
    const known = this.edited.get(id);
    if (known !== undefined) return known ?? undefined;
    if (this.edited.has(id)) return undefined;
    const thread = this.before.threads.get(id);
    if (thread === undefined) return undefined;
    const copy = { ...thread };
    this.edited.set(id, copy);
    return copy;
  }

  /** A thread to look at. */
  peek(id: number): Thread | undefined {
    const known = this.edited.get(id);
    return known === undefined ? this.before.threads.get(id) : (known ?? undefined);
  }

  /** All threads that have not ended, by id. To change one, ask for `thread(id)`. */
  *threads(): Generator<Thread> {
    for (const thread of this.before.threads.values()) {
      const now = this.peek(thread.id);
      if (now !== undefined) yield now;
    }
    for (const [id, thread] of this.edited) {
      if (thread !== null && id >= this.before.threads.length) yield thread;
    }
  }

  /** The thread that waits for the attempt: of a Task, or of a Map Run. */
  threadOf(attempt: AttemptId): Thread | undefined {
    // Mostly it is one that has just been told something else.
    for (const thread of this.edited.values()) {
      if (thread !== null && awaits(thread, attempt)) return thread;
    }
    return this.before.threads.find((thread) => {
      return awaits(thread, attempt) && !this.edited.has(thread.id);
    });
  }

  /** Adds a thread that is about to enter a state. */
  addThread(
    fields: Pick<Thread, "parent" | "index" | "mapItem" | "state" | "input" | "tip">,
  ): DraftThread {
    const id = this.nextThreadId++;
    const thread: DraftThread = {
      id,
      parent: fields.parent,
      index: fields.index,
      mapItem: fields.mapItem,
      state: fields.state,
      phase: entering,
      input: fields.input,
      variables: noVariables,
      tip: fields.tip,
      enteredEventId: 0,
      enteredMs: 0,
      retryCount: 0,
      retries: noRetries,
    };
    this.edited.set(id, thread);
    this.ready.push(id);
    return thread;
  }

  removeThread(id: number): void {
    const due = dueOf(this.peek(id)?.phase ?? entering);
    if (due !== undefined && due === this.head.dueMs) this.dueStale = true;
    this.edited.set(id, null);
  }

  /** Changes a thread's phase and keeps the earliest timer known. */
  setPhase(thread: DraftThread, phase: Phase): void {
    const { head } = this;
    const left = dueOf(thread.phase);
    if (left !== undefined && left === head.dueMs) this.dueStale = true;
    thread.phase = phase;
    const due = dueOf(phase);
    if (due !== undefined && (head.dueMs === undefined || due < head.dueMs)) head.dueMs = due;
  }

  /** Freezes what was drafted. */
  finish(): { snapshot: Snapshot; changes: ReadonlyMap<number, Thread | null> } {
    const { head } = this;
    this.keepDraws();
    if (this.dueStale) head.dueMs = this.earliestDue();
    const owner = {};
    let threads = this.before.threads;
    for (const [id, thread] of this.edited) {
      if (thread !== null || id < threads.length) {
        threads = threads.set(id, thread ?? undefined, owner);
      }
    }
    if (threads.count === 0) threads = Vector.empty();
    head.threads = threads;
    head.ready = this.readyFrom < this.ready.length ? this.ready.slice(this.readyFrom) : noneReady;
    return { snapshot: head, changes: this.edited };
  }

  earliestDue(): number | undefined {
    let earliest = this.head.status === "RUNNING" ? this.head.expiresMs : undefined;
    if (this.head.status !== "RUNNING") return undefined;
    for (const thread of this.threads()) {
      const due = dueOf(thread.phase);
      if (due !== undefined && (earliest === undefined || due < earliest)) earliest = due;
    }
    return earliest;
  }

  private keepDraws(): void {
    if (this.currentEntropy !== undefined) this.head.draws = this.currentEntropy.draws;
  }
}

function awaits(thread: Thread | undefined, attempt: AttemptId): boolean {
  if (thread === undefined) return false;
  const { phase } = thread;
  return (phase.type === "task" || phase.type === "mapRun") && phase.attempt === attempt;
}

/**
 * A copy of a snapshot. V8 comes to keep copies made by spread as old from their birth; an old
 * snapshot that nobody needs any more keeps the histories of later executions from being freed.
 */
class Head implements Record<keyof Snapshot, unknown> {
  execution: Snapshot["execution"];
  status: Snapshot["status"];
  input: Snapshot["input"];
  output: Snapshot["output"];
  error: Snapshot["error"];
  cause: Snapshot["cause"];
  nowMs: Snapshot["nowMs"];
  startedMs: Snapshot["startedMs"];
  stoppedMs: Snapshot["stoppedMs"];
  expiresMs: Snapshot["expiresMs"];
  dueMs: Snapshot["dueMs"];
  nextEventId: Snapshot["nextEventId"];
  redriveCount: Snapshot["redriveCount"];
  redrivenMs: Snapshot["redrivenMs"];
  threads: Snapshot["threads"];
  ready: Snapshot["ready"];
  variablesBytes: Snapshot["variablesBytes"];
  seed: Snapshot["seed"];
  draws: Snapshot["draws"];
  redriveToken: Snapshot["redriveToken"];
  earlierRedriveTokens: Snapshot["earlierRedriveTokens"];

  constructor(snapshot: Snapshot) {
    this.execution = snapshot.execution;
    this.status = snapshot.status;
    this.input = snapshot.input;
    this.output = snapshot.output;
    this.error = snapshot.error;
    this.cause = snapshot.cause;
    this.nowMs = snapshot.nowMs;
    this.startedMs = snapshot.startedMs;
    this.stoppedMs = snapshot.stoppedMs;
    this.expiresMs = snapshot.expiresMs;
    this.dueMs = snapshot.dueMs;
    this.nextEventId = snapshot.nextEventId;
    this.redriveCount = snapshot.redriveCount;
    this.redrivenMs = snapshot.redrivenMs;
    this.threads = snapshot.threads;
    this.ready = snapshot.ready;
    this.variablesBytes = snapshot.variablesBytes;
    this.seed = snapshot.seed;
    this.draws = snapshot.draws;
    this.redriveToken = snapshot.redriveToken;
    this.earlierRedriveTokens = snapshot.earlierRedriveTokens;
  }
}

/** The instant of a phase's earliest timer. */
export function dueOf(phase: Phase): number | undefined {
  switch (phase.type) {
    case "waiting":
    case "backingOff":
      return phase.untilMs;
    case "task": {
      const { timeoutMs, heartbeatMs } = phase;
      if (timeoutMs === undefined) return heartbeatMs;
      return heartbeatMs === undefined ? timeoutMs : Math.min(timeoutMs, heartbeatMs);
    }
    default:
      return undefined;
  }
}

export const entering: Phase = { type: "entering", again: false };
export const enteringAgain: Phase = { type: "entering", again: true };
const noVariables = {};
export const noRetries: readonly number[] = [];
const noneReady: readonly number[] = [];
