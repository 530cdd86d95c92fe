import type { AttemptId, Command, StartMapRun } from "../core/command.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { MapRunInfo } from "../core/map-run/map-run-names.ts";
import type { ChildEnd } from "../core/map-run/map-run-snapshot.ts";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { ExecutionInfo, Snapshot } from "../core/snapshot.ts";
import type { JsonValue } from "../language/json.ts";
import type { Revision } from "./definitions-port.ts";
import type { Encryption } from "./encryption.ts";
import type { TaskReply } from "./task-reply.ts";

/**
 * Keeps executions, or Map Runs (another journal of the same kind), each by its ARN: META, written
 * once, records numbered from 1, and resolutions: answers from outside.
 * - A record is won by whoever appends its number first; it never changes afterwards.
 * - Every read sees every write that was answered before it began.
 * - What is answered as written survives whatever happens to the process (not in memory).
 * - A write that throws may have been done all the same. Whoever repeats it, the same to the byte,
 *   is told so.
 * - What has expired is gone, with all that belonged to it: its ARN is free.
 */
export interface Journal<Meta extends JournalMeta = ExecutionMeta, State = Snapshot> {
  /**
   * Puts META on condition that the ARN is free; it is due at its start. Answers undefined, or the
   * META that is there.
   */
  create(arn: string, meta: Meta): MaybePromise<Meta | undefined>;
  /** All that is needed to go on. Undefined: there is nothing under this ARN. */
  load(arn: string): MaybePromise<JournalHead<Meta, State> | undefined>;
  /**
   * Appends record n on condition that n - 1 is the last. True: the record is there, also when a
   * retry with the same nonce finds it. False: another one was there first, or the incarnation is
   * another. The resolutions that it names are gone with it.
   */
  append(arn: string, record: JournalRecord<State>): MaybePromise<boolean>;
  /** Events in order of their ids; of Map Runs there are none. */
  events(arn: string, query?: EventsQuery): MaybePromise<readonly HistoryEvent[]>;
  /**
   * Writes the attempt's resolution on condition that it has none that is final; then it is due.
   * Answers undefined if this one is there now, or the one that is there instead. Heartbeats and
   * claims are not final, and not due: whatever is final replaces them, an expiry a heartbeat only
   * if it has seen it, a claim only the claim that it names (`replaces` has the rule). Where the
   * incarnation is another, nothing is written, and undefined answered.
   */
  resolve(arn: string, resolution: Resolution): MaybePromise<Resolution | undefined>;
  /** What is to be looked at, in order of the instants, then of ARNs. */
  due(query: DueQuery): MaybePromise<readonly DueEntry[]>;
}

export interface JournalMeta {
  /** Random: tells what had the same name before apart. */
  readonly incarnation: number;
  readonly startedMs: number;
}

/** What is written when a Map Run starts. */
export interface MapRunMeta extends JournalMeta {
  readonly info: MapRunInfo;
  readonly order: StartMapRun;
  readonly seed: number;
  /** Of the execution whose Map state this is. */
  readonly parentIncarnation: number;
  /** How many Map Runs the same attempt had before this one. */
  readonly generation: number;
  /** Which of the parent's redrives has begun it; 0: none has. */
  readonly parentRedrive: number;
  /** The parent's. */
  readonly encryption?: Encryption | undefined;
}

/** What is written when an execution starts. */
export interface ExecutionMeta extends JournalMeta {
  readonly info: ExecutionInfo;
  readonly input: JsonValue;
  readonly seed: number;
  /** What its task tokens are made from, which nobody else knows. Undefined: from seeds. */
  readonly secret?: string | undefined;
  /** The Task of another execution that has started it. */
  readonly parent?: ParentAttempt | undefined;
  /** Of a child of a Map Run. */
  readonly child?: MapRunChild | undefined;
  /** Of the state machine, as it was at the start; of a child, its parent's. */
  readonly revision?: Revision | undefined;
  readonly traceHeader?: string | undefined;
}

export interface ParentAttempt {
  readonly executionArn: string;
  readonly incarnation: number;
  readonly attempt: AttemptId;
  /** The Task waits for the end: `.sync:2` gives it parsed JSON, `.sync` texts. */
  readonly awaits?: "json" | "texts" | undefined;
}

export interface MapRunChild {
  readonly index: number;
  /** The Map Run's. */
  readonly incarnation: number;
  /** Which of the Map Run's redrives has started it; 0: none. Undefined: not known. */
  readonly redrive?: number | undefined;
  /** The names of the distributed Maps that lead to its machine, from the outermost one on. */
  readonly processor: readonly string[];
}

export interface JournalHead<Meta = ExecutionMeta, State = Snapshot> {
  readonly meta: Meta;
  /** The last record's number; 0: there is none yet. */
  readonly number: number;
  /** What the last record left; undefined while there is none. Made when it is asked for. */
  readonly snapshot: State | undefined;
  /** Of the last record. Made when it is asked for. */
  readonly unconfirmed: readonly OwnCommand[];
  /** Those that no record has consumed yet, in the order in which they were first written. */
  readonly resolutions: readonly Resolution[];
}

/** What one call of `advance` changed. A retry has the same content. */
export interface JournalRecord<State = Snapshot> {
  readonly incarnation: number;
  readonly number: number;
  /** Who finds its own nonce in the record that is there has won it. */
  readonly nonce: number;
  /** What the record before left, or what there is before the first: only changes are written. */
  readonly before: State;
  readonly snapshot: State;
  readonly events: readonly HistoryEvent[];
  /** Commands of ours that may not have been carried out, in order: a repeat is harmless. */
  readonly unconfirmed: readonly OwnCommand[];
  /** Attempts whose resolutions the record has taken in. */
  readonly consumed: readonly AttemptId[];
  /**
   * When somebody must look, at the latest. In the past while something is in the hands of a
   * process; undefined: there is nothing to wait for.
   */
  readonly dueMs: number | undefined;
  /** When all of it may be forgotten; undefined: not yet. */
  readonly expiresMs: number | undefined;
}

/** Commands that the engine carries out in its own journals and queues: keyed, and idempotent. */
export type OwnCommand =
  | Command<"startMapRun" | "stopMapRun" | "redriveMapRun" | "cancelTask">
  /** The execution has ended: its Map Run or its parent's Task must hear of it. */
  | { readonly type: "tellParent" };

/** An answer from outside to an attempt: of a callback, an activity worker, a child execution. */
export interface Resolution {
  readonly incarnation: number;
  /**
   * Of a Map Run: the child's index. Less than 0: minus the attempt, for what a task runner writes,
   * who must not come in the way of whoever holds the attempt's token.
   */
  readonly attempt: AttemptId;
  readonly at: number;
  readonly outcome: ResolutionOutcome;
  /**
   * Of a Map state: which of its execution's redrives has begun the Map Run. Of a child: which of
   * the Map Run's has begun it. 0: none.
   */
  readonly redrive?: number | undefined;
}

export type ResolutionOutcome =
  | TaskOutcome
  | ChildOutcome
  /** Of a Map state: somebody has stopped its Map Run. */
  | { readonly type: "mapRunAborted" }
  /** Time is up, for whoever has seen this last heartbeat (undefined: none). */
  | { readonly type: "expired"; readonly lastBeatMs: number | undefined }
  | { readonly type: "heartbeat" }
  | Claim
  /** What came of the Task that a task runner has performed, and since when. */
  | { readonly type: "replied"; readonly reply: TaskReply; readonly startedMs: number };

/** A task runner performs the Task, or has been about to: nobody else may. */
export interface Claim {
  readonly type: "claimed";
  /** Random: tells claims apart. */
  readonly nonce: number;
  /** After this instant its process cannot perform it any more. 0: it has left it to others. */
  readonly deadByMs: number;
  /** The nonce of the claim that it takes the place of; undefined: nothing may be there. */
  readonly replaces?: number | undefined;
}

export type TaskOutcome =
  | { readonly type: "succeeded"; readonly output: JsonValue }
  | {
      readonly type: "failed";
      readonly error?: string | undefined;
      readonly cause?: string | undefined;
    };

/** The end of a Map Run's child. */
export interface ChildOutcome {
  readonly type: "childEnded";
  readonly status: ChildEnd;
  readonly output?: JsonValue | undefined;
  /** False: a redrive must leave it as it is. */
  readonly redrivable: boolean;
}

export interface EventsQuery {
  /** The id of the first one wanted, in the order that is wanted. */
  readonly from?: number | undefined;
  /** At most so many. */
  readonly limit?: number | undefined;
  readonly newestFirst?: boolean | undefined;
}

export interface DueQuery {
  /** Due at this instant or before. */
  readonly beforeMs: number;
  /** Only what comes after this entry. */
  readonly after?: DueEntry | undefined;
  readonly limit: number;
}

export interface DueEntry {
  readonly arn: string;
  readonly dueMs: number;
}
