import { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import { executionFormat, mapRunFormat } from "../../lib/engine/record-format.ts";
import type { Startable } from "../../lib/engine/startable.ts";
import { TextJournal } from "../contracts/text-journal.ts";
import { ActivityTasks } from "./activity-tasks.ts";
import { Client } from "./client.ts";
import { type Boundary, type Fault, FaultHits } from "./faults.ts";
import { JournalBook } from "./journal-book.ts";
import { Ledger } from "./ledger.ts";
import { Process } from "./process.ts";
import type { Random } from "./random.ts";
import type { TaskRow } from "./scenario.ts";
import { Scheduler, startMs } from "./scheduler.ts";
import type { SimulatedProcess, SimulatedWorld, WorldOptions } from "./simulated.ts";
import { register } from "./state-machines.ts";

/** What outlives processes, and the processes that are taken to be alive. */
export class World implements SimulatedWorld {
  readonly scheduler = new Scheduler();
  readonly hits = new FaultHits();
  /** What happened, in order. */
  readonly trace: string[] = [];
  readonly violations: string[] = [];
  readonly ledger: Ledger;
  readonly activityTasks = new ActivityTasks();
  readonly definitions = new MemoryDefinitions();
  readonly journal = new TextJournal(executionFormat, { now: () => this.forgottenMs });
  readonly mapRunJournal = new TextJournal(mapRunFormat);
  readonly machines: readonly Startable[];
  readonly options: WorldOptions;
  /** The processes that are taken to be alive; one, or two that share the work. */
  private readonly alive: SimulatedProcess[] = [];
  /** What was to be kept until then is forgotten. */
  forgottenMs = 0;
  /** Calls at boundaries, so far. */
  calls = 0;
  private processes = 0;
  private readonly throttledUntil = new Map<Boundary, number>();
  private sweepAt = Number.POSITIVE_INFINITY;

  constructor(options: WorldOptions) {
    this.options = options;
    const book = new JournalBook(() => this.journal);
    this.ledger = new Ledger(this, book, options.scenario.eventsMax);
    this.machines = options.scenario.machines.map((machine) => register(this.definitions, machine));
    const { plan, scenario } = options;
    const isPair = plan.isShared && scenario.takesLong !== true;
    for (let count = isPair ? 2 : 1; count > 0; count--) this.alive.push(this.newProcess());
  }

  /** One that a new request or message reaches. */
  get process(): SimulatedProcess | undefined {
    const { alive } = this;
    return alive.length > 1 ? alive[this.random.below(alive.length)] : alive[0];
  }

  get random(): Random {
    return this.options.random;
  }

  newClient(): Client {
    return new Client(this);
  }

  task(stateName: string): TaskRow {
    const row = this.options.scenario.tasks[stateName];
    if (row === undefined) throw new Error(`nothing stands for the Task "${stateName}"`);
    return row;
  }

  /** What goes wrong with a call that is being made. */
  fault(boundary: Boundary, process: SimulatedProcess, key: string): Fault | undefined {
    this.calls++;
    const fault = this.isThrottled(boundary) ? "refused" : this.options.plan.next(boundary);
    if (fault === "throttled") this.throttle(boundary);
    if (fault !== undefined) this.hits.add(boundary, fault);
    this.note(process, `${boundary} ${key}${fault === undefined ? "" : ` !${fault}`}`);
    return fault;
  }

  private isThrottled(boundary: Boundary): boolean {
    const until = this.throttledUntil.get(boundary);
    return until !== undefined && until > this.scheduler.nowMs;
  }

  private throttle(boundary: Boundary): void {
    const milliseconds = 500 + this.random.below(2_500);
    this.throttledUntil.set(boundary, this.scheduler.nowMs + milliseconds);
  }

  note(process: SimulatedProcess | undefined, text: string): void {
    const at = this.scheduler.nowMs - startMs;
    this.trace.push(`${at} ${process === undefined ? "-" : `p${process.id}`} ${text}`);
  }

  violation(text: string): void {
    this.note(undefined, `VIOLATION ${text}`);
    this.violations.push(text);
  }

  /** How long a message is under way. */
  latency(fault?: Fault): number {
    if (fault === "delayed") return 1 + this.random.below(3_000);
    return this.options.isRough && this.random.chance(0.3) ? this.random.below(30) : 0;
  }

  /** The process is taken to be dead, which it need not be: another one takes over. */
  takeOver(from: SimulatedProcess): void {
    const place = this.alive.indexOf(from);
    if (place < 0) return;
    this.alive.splice(place, 1);
    const after = this.options.isRough ? this.random.below(1_500) : 100;
    this.scheduler.after(after, () => {
      const process = this.newProcess();
      this.alive.push(process);
      process.sweep();
    });
  }

  /** What is written has changed what is due: somebody looks soon after, if nobody else does. */
  dueChanged(): void {
    const [earliest] = [this.journal, this.mapRunJournal]
      .flatMap((journal) => journal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 1 }))
      .sort((left, right) => left.dueMs - right.dueMs);
    if (earliest === undefined) return;
    this.sweepBy(Math.max(earliest.dueMs, this.scheduler.nowMs) + sweepMs);
  }

  private sweepBy(at: number): void {
    if (at >= this.sweepAt) return;
    this.sweepAt = at;
    this.scheduler.at(at, () => {
      if (this.sweepAt !== at) return;
      this.sweepAt = Number.POSITIVE_INFINITY;
      this.process?.sweep();
      this.dueChanged();
    });
  }

  private newProcess(): Process {
    const skewMs = this.options.isRough ? this.random.pick([0, 0, 700, -700, 2_000, -2_000]) : 0;
    if (skewMs !== 0) this.hits.count(skewMs > 0 ? "a clock is ahead" : "a clock is behind");
    return new Process(this, ++this.processes, skewMs);
  }
}

/** How long after it is due the sweeper finds what nobody else has looked at. */
const sweepMs = 5_000;
