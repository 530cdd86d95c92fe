import { type AdvanceOptions, advance } from "../../core/advance.ts";
import type { AttemptId, Command, RunTask, StartMapRun } from "../../core/command.ts";
import type { HistoryEvent } from "../../core/history-event.ts";
import { compileMachine, type Machine } from "../../core/machine.ts";
import type { ExecutionInfo, Snapshot } from "../../core/snapshot.ts";
import { createSnapshot } from "../../core/snapshot-json.ts";
import type { Stimulus } from "../../core/stimulus.ts";
import { StatesError } from "../../data/states-error.ts";
import type { TaskOutcome } from "../../engine/journal-port.ts";
import type { JsonObject, JsonValue } from "../../language/json.ts";
import { prepareItems } from "./map-items.ts";
import { oneStateMachine, testedStateName } from "./one-state-machine.ts";
import type { TestedState } from "./tested-state.ts";

/** A state and all that it meets when it runs. */
export interface StateTest {
  readonly tested: TestedState;
  readonly input: JsonValue;
  readonly variables: JsonObject;
  readonly execution: ExecutionInfo;
  readonly at: number;
  readonly seed: number;
  /** How often the Retrier that takes the error has been used. */
  readonly retryCount: number;
  readonly context: JsonObject;
  /** What an ItemReader reads. */
  readonly readerData: string | undefined;
  /** What a Task's call or a Parallel's branches answer. */
  readonly runTask: (task: RunTask) => TaskOutcome | Promise<TaskOutcome>;
  /** What the iterations of a Map answer. */
  readonly runMap: (order: StartMapRun, itemCount: number | undefined) => TaskOutcome;
}

/** What became of it. */
export interface StateRun {
  readonly machine: Machine;
  readonly snapshot: Snapshot;
  readonly events: readonly HistoryEvent[];
  /** Values on their way through the state, by TestState's names. */
  readonly inspected: ReadonlyMap<string, JsonValue>;
  /** What a Map asked for. */
  readonly mapRun: StartMapRun | undefined;
  /** The error that its work answered. */
  readonly failure: Failure | undefined;
}

export type Failure = Extract<TaskOutcome, { readonly type: "failed" }>;

/** Runs the state on the interpreter until it is left, has failed, or waits for its retry. */
export async function runState(test: StateTest): Promise<StateRun> {
  const { state, queryLanguage } = test.tested;
  const machine = withMapRun(compileMachine(oneStateMachine(state, queryLanguage)));
  const inspected = new Map<string, JsonValue>();
  const options: AdvanceOptions = {
    context: test.context,
    inspect: (name, value) => {
      if (value !== undefined) inspected.set(name, value);
    },
  };
  const events: HistoryEvent[] = [];
  let snapshot = createSnapshot(test.execution);
  let mapRun: StartMapRun | undefined;
  let failure: Failure | undefined;
  const { at, seed, input, variables } = test;
  let stimuli: readonly Stimulus[] = [{ type: "start", at, seed, input, variables }];
  while (stimuli.length > 0) {
    const advanced = await advance(machine, snapshot, stimuli, options);
    snapshot = advanced.snapshot;
    events.push(...advanced.events);
    const work = advanced.commands.find(isWork);
    if (work === undefined) {
      stimuli = timerOf(snapshot, test);
      continue;
    }
    if (work.type === "startMapRun") mapRun = work;
    const outcome = await answer(work, test, machine, inspected);
    if (outcome.type === "failed") failure = outcome;
    snapshot = withRetries(snapshot, machine, test.retryCount);
    stimuli = [outcomeStimulus(work.attempt, outcome, test)];
  }
  return { machine, snapshot, events, inspected, mapRun, failure };
}

type Work = Command<"runTask" | "startMapRun">;

function isWork(command: Command): command is Work {
  return command.type === "runTask" || command.type === "startMapRun";
}

async function answer(
  work: Work,
  test: StateTest,
  machine: Machine,
  inspected: Map<string, JsonValue>,
): Promise<TaskOutcome> {
  if (work.type === "runTask") return test.runTask(work);
  const state = machine.states.get(testedStateName);
  const itemSelector = state?.type === "Map" ? state.itemSelector : undefined;
  try {
    const { count, stages } = await prepareItems({ ...test, order: work, itemSelector });
    for (const [name, value] of stages) inspected.set(name, value);
    return test.runMap(work, count);
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    return { type: "failed", error: error.errorName, cause: error.causeText };
  }
}

/** An inline Map, too, asks for the results of its iterations all at once. */
function withMapRun(machine: Machine): Machine {
  const state = machine.states.get(testedStateName);
  if (state?.type !== "Map" || state.distributed !== undefined) return machine;
  const distributed = {
    label: undefined,
    childType: "STANDARD",
    reader: undefined,
    writer: undefined,
    batcher: undefined,
    toleratedFailureCount: undefined,
    toleratedFailurePercentage: undefined,
  } as const;
  const states = new Map(machine.states).set(testedStateName, { ...state, distributed });
  return { ...machine, states };
}

/** A Wait is not waited for, a retry is not made. */
function timerOf({ threads, status, dueMs }: Snapshot, { seed }: StateTest): readonly Stimulus[] {
  const root = threads.get(0);
  const waits = status === "RUNNING" && root?.phase.type === "waiting" && dueMs !== undefined;
  return waits ? [{ type: "timerFired", at: dueMs, seed }] : [];
}

function withRetries(snapshot: Snapshot, machine: Machine, count: number): Snapshot {
  const root = snapshot.threads.get(0);
  const { retriers = [] } = machine.states.get(testedStateName) ?? {};
  if (root === undefined) return snapshot;
  const retries = retriers.map(() => count);
  return { ...snapshot, threads: snapshot.threads.set(0, { ...root, retries }, {}) };
}

function outcomeStimulus(
  attempt: AttemptId,
  outcome: TaskOutcome,
  { at, seed }: StateTest,
): Stimulus {
  if (outcome.type === "succeeded") {
    return { type: "taskSucceeded", at, seed, attempt, output: outcome.output };
  }
  return {
    type: "taskFailed",
    at,
    seed,
    attempt,
    error: outcome.error,
    cause: outcome.cause,
  };
}
