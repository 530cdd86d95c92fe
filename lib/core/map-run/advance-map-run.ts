import { awsLimits, type Limits } from "../../data/limits.ts";
import type { Answer } from "../stimulus.ts";
import { type ChildInput, type MapRunProgram, nextChildInput } from "./child-inputs.ts";
import { indexesOf, withoutIndex } from "./index-ranges.ts";
import { runningChildren } from "./map-run-counts.ts";
import { MapRunDraft } from "./map-run-draft.ts";
import { mapRunOutput, outputTooBig } from "./map-run-output.ts";
import type { ChildStart, MapRunFailure, MapRunSnapshot, Stopping } from "./map-run-snapshot.ts";
import { takeMapRunStimulus } from "./map-run-stimuli.ts";
import type { MapRunCommand, MapRunStimulus } from "./map-run-stimulus.ts";

export interface AdvanceMapRunOptions {
  readonly limits?: Limits | undefined;
}

export interface MapRunAdvanced {
  readonly snapshot: MapRunSnapshot;
  readonly commands: readonly MapRunCommand[];
  /** One per stimulus, in order. */
  readonly answers: readonly Answer[];
}

/**
 * A Map Run's interpreter: like `advance`, it has no clock, no randomness and no storage. It reads
 * only as far ahead as children can be started, so a Map Run over millions of items stays small.
 */
export async function advanceMapRun(
  program: MapRunProgram,
  snapshot: MapRunSnapshot,
  stimuli: readonly MapRunStimulus[],
  { limits = awsLimits }: AdvanceMapRunOptions = {},
): Promise<MapRunAdvanced> {
  const draft = new MapRunDraft(snapshot, limits);
  const answers = stimuli.map((stimulus) => takeMapRunStimulus(draft, stimulus));
  if (draft.run.status === "RUNNING" && draft.run.startedMs !== undefined)
    await goOn(program, draft);
  return { snapshot: draft.freeze(), commands: draft.commands, answers };
}

/** The commands of a Map Run that may not have been done: to send again after it was loaded. */
export function unconfirmedCommands(run: MapRunSnapshot): readonly MapRunCommand[] {
  if (run.status !== "RUNNING") return [finishCommand(run)];
  const commands: MapRunCommand[] = run.starting.map((start) => ({ type: "startChild", ...start }));
  if (run.stopping !== undefined) {
    commands.push({ type: "stopChildren", indexes: [...indexesOf(runningChildren(run))] });
  } else if (run.reading.asked) {
    commands.push(readCommand(run));
  }
  if (run.writing === "asked") commands.push({ type: "writeResults" });
  return commands;
}

async function goOn(program: MapRunProgram, draft: MapRunDraft): Promise<void> {
  if (draft.run.stopping === undefined) {
    try {
      await startChildren(program, draft);
    } catch (error) {
      draft.failWith(error);
    }
  }
  if (draft.run.stopping === undefined) askForItems(draft);
  if (isDone(draft)) end(draft);
}

async function startChildren(program: MapRunProgram, draft: MapRunDraft): Promise<void> {
  const { run, concurrency } = draft;
  const started: ChildStart[] = [];
  try {
    while (draft.running < concurrency) {
      const [redriven] = run.pendingRedrive;
      if (redriven !== undefined) {
        run.pendingRedrive = withoutIndex(run.pendingRedrive, redriven);
        draft.commands.push({ type: "redriveChild", index: redriven });
        draft.running++;
        continue;
      }
      const next = nextChildInput(program, draft);
      const child = next instanceof Promise ? await next : next;
      if (child === undefined) return;
      started.push(startChild(draft, child));
    }
  } finally {
    if (started.length > 0) run.starting = [...run.starting, ...started];
  }
}

function startChild(draft: MapRunDraft, { input, mapItem, items }: ChildInput): ChildStart {
  const { run } = draft;
  const start: ChildStart = { index: run.children, input, mapItem };
  draft.commands.push({ type: "startChild", ...start });
  draft.running++;
  run.children++;
  const last = run.sizes.at(-1);
  run.sizes =
    last?.[1] === items
      ? [...run.sizes.slice(0, -1), [last[0] + 1, items]]
      : [...run.sizes, [1, items]];
  return start;
}

/** A page has at least and at most so many items. */
const pageItems = { min: 100, max: 1_000 };

/** Asks for the next page if children wait for it. */
function askForItems(draft: MapRunDraft): void {
  const { run } = draft;
  const { reading, order } = run;
  if (draft.allRead || reading.asked || draft.itemsAvailable > 0) return;
  if (draft.running >= draft.concurrency) return;
  const { maxItemsPerBatch = 1 } = order.batcher ?? {};
  const wanted = (draft.concurrency - draft.running) * maxItemsPerBatch - draft.batch.length;
  const max = Math.max(pageItems.min, Math.min(wanted, pageItems.max));
  run.reading = {
    ...reading,
    asked: true,
    askedMax: Math.min(max, reading.itemsMax - reading.items),
  };
  draft.commands.push(readCommand(run));
}

function readCommand({ reading }: MapRunSnapshot): MapRunCommand {
  const { cursor, items, askedMax } = reading;
  return { type: "readItems", cursor, from: items, max: askedMax };
}

function isDone(draft: MapRunDraft): boolean {
  if (draft.running > 0) return false;
  const { stopping, pendingRedrive } = draft.run;
  if (stopping !== undefined) return true;
  const isEmpty = draft.batch.length === 0 && pendingRedrive.length === 0;
  return draft.allRead && draft.itemsAvailable === 0 && isEmpty;
}

/** All children have ended: their results are written, then the Map Run ends. */
function end(draft: MapRunDraft): void {
  const { run } = draft;
  if (mustWrite(run)) {
    if (run.writing === "asked") return;
    run.writing = "asked";
    draft.commands.push({ type: "writeResults" });
    return;
  }
  if (run.stopping === undefined) {
    run.output = mapRunOutput(run, draft.writtenOutput);
    if (run.output === undefined) draft.fail(outputTooBig(run));
  }
  const { status, failure }: Partial<Stopping> = run.stopping ?? {};
  run.status = status ?? "SUCCEEDED";
  run.failure = failure;
  run.stopping = undefined;
  run.stoppedMs = run.nowMs;
  draft.commands.push(finishCommand(run));
}

function finishCommand({ output, failure }: MapRunSnapshot): MapRunCommand {
  const { error, cause, located = false }: Partial<MapRunFailure> = failure ?? {};
  return { type: "finish", output, error, cause, located };
}

/** A state's answer is made of results only where there are any; a bucket gets them always. */
function mustWrite({ order, stopping, writing }: MapRunSnapshot): boolean {
  if (order.writer === undefined || writing === "done") return false;
  return stopping === undefined || order.writer.resource !== undefined;
}
