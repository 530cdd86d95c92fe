import { readerItemsMax } from "../../data/readers/reader-plan.ts";
import { documentSizeBytes } from "../../data/size.ts";
import type { JsonValue } from "../../language/json.ts";
import type { Answer, RefusalReason } from "../stimulus.ts";
import { countIndexes, firstIndexes, hasIndex, union, withIndex, without } from "./index-ranges.ts";
import { countItems } from "./map-run-counts.ts";
import type { MapRunDraft } from "./map-run-draft.ts";
import { type MapRunSnapshot, notRead } from "./map-run-snapshot.ts";
import type {
  MapRunStimulus,
  MapRunStimulusByType,
  MapRunStimulusType,
} from "./map-run-stimulus.ts";

/** Takes in one stimulus: what it says, not yet what follows from it. */
export function takeMapRunStimulus(draft: MapRunDraft, stimulus: MapRunStimulus): Answer {
  const { run } = draft;
  if (stimulus.at > run.nowMs) run.nowMs = stimulus.at;
  return takeAs(stimulus.type, draft, stimulus);
}

function takeAs<T extends MapRunStimulusType>(
  type: T,
  draft: MapRunDraft,
  stimulus: Seeded<T>,
): Answer {
  return takers[type](draft, stimulus);
}

/** What a stimulus says, with its seed. */
type Seeded<T extends MapRunStimulusType> = MapRunStimulusByType[T] & { readonly seed: number };

const accepted: Answer = { accepted: true };
const refused = (reason: RefusalReason): Answer => ({ accepted: false, reason });

const takers: {
  readonly [T in MapRunStimulusType]: (draft: MapRunDraft, stimulus: Seeded<T>) => Answer;
} = {
  start: (draft, { seed }) => {
    const { run } = draft;
    if (run.startedMs !== undefined) return refused("executionStarted");
    run.startedMs = run.nowMs;
    run.seed = seed;
    beginReading(draft);
    return accepted;
  },

  itemsRead: (draft, { from, items, cursor, ended }) => {
    const { run } = draft;
    const { reading } = run;
    if (run.status !== "RUNNING") return refused("executionEnded");
    if (!reading.asked || reading.items !== from) return refused("attemptNotPending");
    const count = from + items.length;
    run.reading = {
      ...reading,
      cursor,
      items: count,
      ended: ended || count >= reading.itemsMax,
      asked: false,
      waiting: reading.waiting.length === 0 ? items : [...reading.waiting, ...items],
    };
    if (run.reading.ended) checkFailures(draft);
    return accepted;
  },

  readFailed: (draft, { from, error, cause }) => {
    const { run } = draft;
    if (run.status !== "RUNNING") return refused("executionEnded");
    if (!run.reading.asked || run.reading.items !== from) return refused("attemptNotPending");
    run.reading = { ...run.reading, asked: false };
    draft.fail({ error, cause, located: false });
    return accepted;
  },

  childrenStarted: (draft, { below }) => {
    const { starting } = draft.run;
    if ((starting[0]?.index ?? below) >= below) return refused("attemptNotPending");
    draft.run.starting = starting.filter(({ index }) => index >= below);
    return accepted;
  },

  childEnded: (draft, { index, status, output, redrivable = true, redrive }) => {
    const { run } = draft;
    if (!isRunning(run, index)) return refused("attemptNotPending");
    // It has been redriven since: this is another end than the one that is awaited.
    if (redrive !== undefined && redrive < run.redriveCount) return refused("attemptNotPending");
    draft.running--;
    run.ended = { ...run.ended, [status]: withIndex(run.ended[status], index) };
    if (status === "SUCCEEDED") {
      keepOutput(draft, index, output ?? null);
      return accepted;
    }
    if (!redrivable) run.notRedrivable = withIndex(run.notRedrivable, index);
    checkFailures(draft);
    return accepted;
  },

  resultsWritten: (draft, { output, files, from, written }) => {
    const { run } = draft;
    if (run.writing !== "asked") return refused("attemptNotPending");
    const { ended, resultsWritten } = run;
    // Others have written these, too, and recorded it.
    if (from !== undefined && from !== countIndexes(resultsWritten)) {
      return refused("attemptNotPending");
    }
    const left = without(ended.SUCCEEDED, resultsWritten);
    run.writing = written === undefined ? "done" : "notYet";
    run.resultsWritten =
      written === undefined
        ? Object.values(ended).reduce(union)
        : union(resultsWritten, firstIndexes(left, written));
    run.writtenFiles = [...run.writtenFiles, ...files];
    draft.writtenOutput = output;
    return accepted;
  },

  writeFailed: (draft, { cause }) => {
    const { run } = draft;
    if (run.writing !== "asked") return refused("attemptNotPending");
    run.writing = "done";
    draft.fail({ error: "States.ResultWriterFailed", cause, located: false });
    return accepted;
  },

  abort: (draft, { redriveCount = draft.run.parentRedrive }) => {
    if (draft.run.status !== "RUNNING") return refused("executionEnded");
    // The parent was redriven after it had been stopped, and this comes late.
    if (redriveCount < draft.run.parentRedrive) return refused("executionEnded");
    draft.stop({ status: "ABORTED", failure: undefined });
    return accepted;
  },

  update: (draft, changes) => {
    const { run } = draft;
    if (run.status !== "RUNNING") return refused("executionEnded");
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = run.settings;
    run.settings = {
      maxConcurrency: changes.maxConcurrency ?? maxConcurrency,
      toleratedFailureCount: changes.toleratedFailureCount ?? toleratedFailureCount,
      toleratedFailurePercentage: changes.toleratedFailurePercentage ?? toleratedFailurePercentage,
    };
    checkFailures(draft);
    return accepted;
  },

  redrive: (draft, { parentRedrive }) => {
    if (!isRedrivable(draft.run)) return refused("notRedrivable");
    redrive(draft);
    draft.run.parentRedrive = parentRedrive;
    return accepted;
  },
};

function beginReading(draft: MapRunDraft): void {
  const { run } = draft;
  const { reader } = run.order;
  if (reader === undefined) return;
  try {
    run.reading = { ...notRead, itemsMax: readerItemsMax(reader) };
  } catch (error) {
    draft.failWith(error);
  }
}

/** Has the child been started, and its end not been told? */
export function isRunning(run: MapRunSnapshot, index: number): boolean {
  return (
    index < run.children &&
    !hasIndex(run.pendingRedrive, index) &&
    !Object.values(run.ended).some((ranges) => hasIndex(ranges, index))
  );
}

/** Keeps the output where the state answers it, up to what a state may answer. */
function keepOutput(draft: MapRunDraft, index: number, output: JsonValue): void {
  const { run } = draft;
  if (run.outputs === undefined || run.order.writer !== undefined) return;
  run.outputBytes += documentSizeBytes(output) + 1;
  run.outputs =
    run.outputBytes > draft.limits.payloadBytesMax + 1
      ? undefined
      : run.outputs.set(index, output, draft.owner);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#maprun-fail-threshold */
function checkFailures(draft: MapRunDraft): void {
  const { run } = draft;
  const failed = countItems(run, union(run.ended.FAILED, run.ended.TIMED_OUT));
  if (failed === 0 || !exceedsTolerance(draft, failed)) return;
  draft.fail({
    error: "States.ExceedToleratedFailureThreshold",
    cause: "The specified tolerated failure threshold was exceeded",
    located: false,
  });
}

function exceedsTolerance(draft: MapRunDraft, failed: number): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage } = draft.run.settings;
  if (count !== undefined && failed > count) return true;
  const percentage = toleratedFailurePercentage ?? (count === undefined ? 0 : 100);
  if (percentage === 0) return true;
  // How many there are is known once all are read.
  return draft.allRead && (failed / draft.itemsKnown) * 100 > percentage;
}

/** Errors after which AWS starts another Map Run instead. */
const startsAnew = new Set(["States.DataLimitExceeded", "States.Runtime"]);
const redrivesMax = 1_000;

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html */
export function isRedrivable({ status, failure, redriveCount }: MapRunSnapshot): boolean {
  const isUnsuccessful = status === "FAILED" || status === "ABORTED";
  return isUnsuccessful && redriveCount < redrivesMax && !startsAnew.has(failure?.error ?? "");
}

function redrive(draft: MapRunDraft): void {
  const { run } = draft;
  const { FAILED, TIMED_OUT, ABORTED } = run.ended;
  const unsuccessful = [FAILED, TIMED_OUT, ABORTED].reduce(union);
  run.pendingRedrive = without(unsuccessful, run.notRedrivable);
  run.ended = {
    SUCCEEDED: run.ended.SUCCEEDED,
    FAILED: without(FAILED, run.pendingRedrive),
    TIMED_OUT: without(TIMED_OUT, run.pendingRedrive),
    ABORTED: without(ABORTED, run.pendingRedrive),
  };
  const readAgain = run.failure?.error === "States.ItemReaderFailed" && run.children === 0;
  run.status = "RUNNING";
  run.failure = undefined;
  run.stopping = undefined;
  run.stoppedMs = undefined;
  run.writing = "notYet";
  run.resultsWritten = without(run.resultsWritten, run.pendingRedrive);
  run.redriveCount++;
  run.redrivenMs = run.nowMs;
  draft.running = 0;
  if (readAgain) {
    run.itemsTaken = 0;
    beginReading(draft);
  }
}
