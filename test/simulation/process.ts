import { Engine } from "../../lib/engine/engine.ts";
import { EngineMapRuns } from "../../lib/engine/map-runs.ts";
import { pendingAttempt } from "../../lib/engine/pending-attempts.ts";
import type { Ports } from "../../lib/engine/ports.ts";
import { answer, type Call } from "./calls.ts";
import {
  type Boundary,
  deadAfterMs,
  deadMarginMs,
  longDeadAfterMs,
  SimulatedFault,
} from "./faults.ts";
import { SimulatedMapData } from "./map-data.ts";
import { nameOf } from "./names.ts";
import { simulatedPorts } from "./ports.ts";
import type { Lie, SimulatedProcess, SimulatedWorld } from "./simulated.ts";

/** A process that runs an engine, until it dies: then nothing of it happens any more. */
export class Process implements SimulatedProcess {
  readonly world: SimulatedWorld;
  readonly id: number;
  readonly engine: Engine;
  isDead = false;
  private readonly skewMs: number;
  private readonly alarms = new Map<string, number>();

  constructor(world: SimulatedWorld, id: number, skewMs: number) {
    this.world = world;
    this.id = id;
    this.skewMs = skewMs;
    const { mutant, scenario } = world.options;
    const { slots, takesLong = slots !== undefined, eventsMax, retentionMs } = scenario;
    const livesMs = takesLong ? longDeadAfterMs : deadAfterMs;
    const ports = simulatedPorts(this);
    const settings = {
      concurrentTasksMax: slots,
      retentionMs,
      budget: eventsMax === undefined ? undefined : { eventsMax },
      ...(world.options.plan.isShared && {
        intents: { inHandUntilMs: () => this.now() + livesMs },
      }),
      crashed: (error: unknown) => this.troubled(error),
      troubled: (_arn: string, error: unknown) => this.troubled(error),
      mapRuns: () => new EngineMapRuns(this.engine, new SimulatedMapData(this)),
    };
    this.engine = new Engine(mutant?.ports?.(ports, this) ?? ports, settings);
    mutant?.engine?.(this.engine, this);
    this.useMachines();
  }

  get ports(): Ports {
    return this.engine.ports;
  }

  now(): number {
    return this.world.scheduler.nowMs + this.skewMs;
  }

  seed(): number {
    return this.world.random.below(0x7fffffff);
  }

  /** A call at a boundary: it may go wrong in every way that the boundary has. */
  call<T>(boundary: Boundary, key: string, work: () => T, lie?: Lie<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.isDead) return;
      const { world } = this;
      const fault = world.fault(boundary, this, key);
      const call: Call<T> = { process: this, work, resolve, reject, lie };
      world.scheduler.after(world.latency(fault), () => {
        if (this.isDead && !this.outlives()) return;
        answer(fault ?? "none", call);
      });
    });
  }

  /** What was on its way when the process died may arrive where the store is another machine. */
  private outlives(): boolean {
    const { plan, random } = this.world.options;
    return plan.isShared && random.chance(0.5);
  }

  /** Its platform ends it in time, if it has to do with the attempt still. */
  promises(arn: string, attempt: number, deadByMs: number): void {
    this.world.scheduler.at(deadByMs - this.skewMs - deadMarginMs, () => {
      const snapshot = this.engine.driver(arn)?.snapshot;
      if (snapshot === undefined) return;
      const intent = pendingAttempt(snapshot, attempt)?.phase.intent;
      const isOpen = intent?.type === "inHand" && intent.deadByMs === deadByMs;
      // It may not know yet that its record is won.
      if (isOpen || snapshot.nextEventId <= attempt) this.die();
    });
  }

  die(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.world.note(this, "dies");
    this.world.takeOver(this);
  }

  /** Goes on although another one has taken over, for a while. */
  becomeZombie(): void {
    this.world.note(this, "is a zombie");
    this.world.takeOver(this);
    this.world.scheduler.after(1 + this.world.random.below(4_000), () => this.die());
  }

  /** A message that says so, or an alarm. */
  look(arn: string): void {
    if (this.isDead) return;
    this.world.note(this, `looks at ${nameOf(arn)}`);
    void this.guarded(() => this.engine.lookAt(arn));
  }

  setAlarm(arn: string, at: number | undefined): void {
    if (at === undefined) {
      this.alarms.delete(arn);
      return;
    }
    this.alarms.set(arn, at);
    this.world.scheduler.at(at - this.skewMs, () => {
      if (this.alarms.get(arn) !== at) return;
      this.alarms.delete(arn);
      this.look(arn);
    });
  }

  /** Looks at all that is due. */
  sweep(): void {
    const { journal, mapRunJournal } = this.ports;
    const { mapRunJournal: runs } = this.world;
    this.sweepOne(journal);
    // Most worlds have no Map Runs.
    if (runs.written.size > 0) this.sweepOne(mapRunJournal);
  }

  private sweepOne(journal: Pick<Ports["journal"], "due">): void {
    void this.guarded(async () => {
      for (const { arn } of await journal.due({ beforeMs: this.now(), limit: 100 })) this.look(arn);
    });
  }

  /** Most processes need not compile what others have compiled. */
  private useMachines(): void {
    const { machines, options, random } = this.world;
    if (options.isRough && random.chance(0.1)) return;
    for (const { revision, machine } of machines) {
      if (revision !== undefined) this.engine.machines.add(revision.definitionHash, machine);
    }
  }

  async guarded(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.troubled(error);
    }
  }

  private troubled(error: unknown): void {
    if (error instanceof SimulatedFault) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.world.violation(`a defect: ${text}`);
  }
}
