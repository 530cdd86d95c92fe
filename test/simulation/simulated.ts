import type { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import type { MapRunSnapshot } from "../../lib/core/map-run/map-run-snapshot.ts";
import type { Snapshot } from "../../lib/core/snapshot.ts";

import type { Engine } from "../../lib/engine/engine.ts";
import type { ExecutionMeta, MapRunMeta, TaskOutcome } from "../../lib/engine/journal-port.ts";
import type { ActivityTask, Clock, Ports } from "../../lib/engine/ports.ts";
import type { Startable } from "../../lib/engine/startable.ts";
import type { TaskRefusal } from "../../lib/engine/task-answers.ts";
import type { TextJournal } from "../contracts/text-journal.ts";
import type { ActivityTasks } from "./activity-tasks.ts";
import type { Boundary, Fault, FaultPlan } from "./faults.ts";
import type { Cut } from "./histories.ts";
import type { Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Scenario, TaskRow } from "./scenario.ts";
import type { Scheduler } from "./scheduler.ts";

/** What is the same in every simulated world. */
export interface AnyWorld {
  readonly options: Omit<WorldOptions, "plan" | "mutant">;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly ledger: Ledger;
  task(stateName: string): TaskRow;
  /** Somebody who calls the API. */
  newClient(): ApiClient;
}

/** What a process is to whatever is called in its name. */
export interface AnyProcess {
  readonly world: AnyWorld;
  readonly engine: Engine;
  readonly ports: Pick<Ports, "activityQueue">;
  readonly isDead: boolean;
  now(): number;
  /** A call at a boundary: it may go wrong in every way that the boundary has. */
  call<T>(
    boundary: "invoker.invoke" | "invoker.cancel" | "mapData.read" | "mapData.write",
    key: string,
    work: () => T,
    lie?: Lie<T>,
  ): Promise<T>;
}

/** What workers, and those who have task tokens, do. */
export interface ApiClient {
  readonly world: AnyWorld;
  readonly way: number | undefined;
  sleep(milliseconds: number): Promise<void>;
  sleepAbout(milliseconds: number): Promise<void>;
  answerTask(taskToken: string, outcome: TaskOutcome): Promise<TaskRefusal | undefined>;
  heartbeat(taskToken: string): Promise<TaskRefusal | undefined>;
  takeTask(activityArn: string): Promise<TakenTask | undefined>;
}

export type TakenTask = Pick<ActivityTask, "executionArn" | "attempt" | "taskToken">;

/** What outlives processes, as those who live in it see it. */
export interface SimulatedWorld extends AnyWorld {
  readonly options: WorldOptions;
  readonly journal: TextJournal<ExecutionMeta, Snapshot>;
  readonly mapRunJournal: TextJournal<MapRunMeta, MapRunSnapshot>;
  readonly activityTasks: ActivityTasks;
  readonly definitions: MemoryDefinitions;
  readonly machines: readonly Startable[];
  /** What was to be kept until then is forgotten. */
  forgottenMs: number;
  /** One that a new request or message reaches. */
  readonly process: SimulatedProcess | undefined;
  /** What goes wrong with a call that is being made. */
  fault(boundary: Boundary, process: SimulatedProcess, key: string): Fault | undefined;
  /** How long a message is under way. */
  latency(fault?: Fault): number;
  /** The process is taken to be dead, which it need not be: another one takes over. */
  takeOver(from: SimulatedProcess): void;
  /** Somebody looks soon after whatever is due now, if nobody else does. */
  dueChanged(): void;
  note(process: SimulatedProcess | undefined, text: string): void;
  violation(text: string): void;
}

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly random: Random;
  readonly plan: FaultPlan;
  /** Do calls take different times, and do clocks differ? Otherwise all is as even as can be. */
  readonly isRough: boolean;
  /** Answers to attempts that are other than the scenario's, by `attemptKey`. */
  readonly cuts?: ReadonlyMap<string, Cut> | undefined;
  /** One of the scenario's ways; undefined: whatever comes of it. */
  readonly way?: number | undefined;
  readonly mutant?: Mutant | undefined;
}

/** A process that runs an engine, until it dies. */
export interface SimulatedProcess extends Clock {
  readonly world: SimulatedWorld;
  readonly id: number;
  readonly engine: Engine;
  readonly ports: Ports;
  readonly isDead: boolean;
  /** A call at a boundary: it may go wrong in every way that the boundary has. */
  call<T>(boundary: Boundary, key: string, work: () => T, lie?: Lie<T>): Promise<T>;
  die(): void;
  /** Goes on although another one has taken over, for a while. */
  becomeZombie(): void;
  /** A message that says so, or an alarm. */
  look(arn: string): void;
  setAlarm(arn: string, at: number | undefined): void;
  /** Looks at all that is due. */
  sweep(): void;
  guarded(work: () => unknown): Promise<void>;
}

/** What is answered instead of failing, where a call may not fail. */
export type Lie<T> = (fault: Fault) => T;

/** A wrong variant of the engine, made by wrapping its ports or patching it. */
export interface Mutant {
  readonly name: string;
  /** The rule of the durable protocol that it breaks. */
  readonly breaks: string;
  /** The scenario in which it shows, where it hardly does in others. */
  readonly where?: string;
  ports?(ports: Ports, process: SimulatedProcess): Ports;
  engine?(engine: Engine, process: SimulatedProcess): void;
}
