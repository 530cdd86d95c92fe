import { assert } from "../core/assert.ts";
import type { Command, StartMapRun } from "../core/command.ts";
import type { CompiledMap } from "../core/compiled-state.ts";
import { ChildNames, mapRunInfo } from "../core/map-run/map-run-names.ts";
import { createMapRun, type MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import { isRedrivable } from "../core/map-run/map-run-stimuli.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Driver } from "./driver.ts";
import type { Engine } from "./engine.ts";
import type { MapRunMeta } from "./journal-port.ts";
import { machineOf } from "./machines.ts";
import type { MapData } from "./map-data-port.ts";
import { MapRunChildren } from "./map-run-children.ts";
import { MapRunDriver } from "./map-run-driver.ts";
import type { MapAttempt, MapRunParent, MapRuns } from "./ports.ts";

/** The Map Runs that have something to do in this process, or all where everything is volatile. */
export class EngineMapRuns implements MapRuns {
  private readonly engine: Engine;
  private readonly data: MapData;
  private readonly drivers = new Map<string, MapRunDriver>();
  private readonly loading = new Map<string, Promise<MapRunDriver | undefined>>();

  constructor(engine: Engine, data: MapData) {
    this.engine = engine;
    this.data = data;
  }

  get activeCount(): number {
    return this.drivers.size + this.loading.size;
  }

  isActive(mapRunArn: string): boolean {
    return this.drivers.has(mapRunArn) || this.loading.has(mapRunArn);
  }

  start(parent: MapRunParent, order: StartMapRun): MaybePromise<void> {
    return this.begin(parent, order, 0, 0);
  }

  stop(parent: MapRunParent, map: Command<"stopMapRun">): MaybePromise<void> {
    return whenDone(this.latest(parent, map), (run) => {
      const { redriveCount } = map;
      if (run === undefined) return;
      if (redriveCount !== undefined && redriveCount < run.meta.parentRedrive) return;
      const told = { redriveCount };
      if (!this.engine.isVolatile) return whenDone(run.ask("abort", told), () => undefined);
      return run.tell("abort", told);
    });
  }

  redrive(parent: MapRunParent, command: Command<"redriveMapRun">): MaybePromise<void> {
    return whenDone(this.latest(parent, command), (run) => {
      if (run === undefined) return;
      const { attempt, redriveCount } = command;
      const { mapRunArn } = run.meta.info;
      // It has begun with this very redrive: the command was sent again.
      if (run.meta.parentRedrive === redriveCount) {
        const told = run.tellParent({ type: "mapRunStarted", attempt, mapRunArn });
        return whenDone(told, () => this.leave(mapRunArn));
      }
      if (run.snapshot.parentRedrive === redriveCount) return this.leave(mapRunArn);
      return whenDone(run.ended(), () => this.redriveEnded(parent, run, command));
    });
  }

  private redriveEnded(
    parent: MapRunParent,
    run: MapRunDriver,
    { attempt, redriveCount: parentRedrive }: Command<"redriveMapRun">,
  ): MaybePromise<void> {
    const { snapshot } = run;
    if (snapshot.status === "SUCCEEDED") {
      // It was stopped too late.
      return run.tellParent({ type: "taskSucceeded", attempt, output: snapshot.output ?? null });
    }
    if (!isRedrivable(snapshot)) {
      return this.begin(parent, snapshot.order, run.meta.generation + 1, parentRedrive);
    }
    const { mapRunArn } = snapshot.info;
    const redriveCount = snapshot.redriveCount + 1;
    const redriven = { type: "mapRunRedriven", attempt, mapRunArn, redriveCount } as const;
    return whenDone(run.tellParent(redriven), () => {
      if (this.engine.isVolatile) return run.tell("redrive", { parentRedrive });
      return whenDone(run.ask("redrive", { parentRedrive }), () => undefined);
    });
  }

  failed(mapRunArn: string, error: unknown): void {
    this.drivers.get(mapRunArn)?.failed(error);
  }

  /** What a wake-up of a Map Run means. */
  lookAt(mapRunArn: string): MaybePromise<void> {
    const known = this.drivers.get(mapRunArn);
    if (this.engine.isVolatile) return known?.look();
    return whenDone(this.obtain(mapRunArn), (run) => run?.look());
  }

  /** The Map Runs of an execution that are in memory: the latest of each attempt. */
  list(executionArn: string): readonly MapRunSnapshot[] {
    const byAttempt = new Map<number, MapRunSnapshot>();
    for (const { snapshot } of this.drivers.values()) {
      const { info, order } = snapshot;
      if (info.executionArn === executionArn) byAttempt.set(order.attempt, snapshot);
    }
    return [...byAttempt.values()];
  }

  /** A Map Run that is in memory. */
  get(mapRunArn: string): MapRunSnapshot | undefined {
    return this.drivers.get(mapRunArn)?.snapshot;
  }

  /** The child executions of a Map Run that are in memory, by index. */
  children(mapRunArn: string): readonly Driver[] {
    const run = this.drivers.get(mapRunArn);
    if (run === undefined) return [];
    const names = new ChildNames(run.snapshot.info);
    const { children, redriveCount } = run.snapshot;
    const found: Driver[] = [];
    for (let index = 0; index < children; index++) {
      for (let attempt = redriveCount; attempt >= 0; attempt--) {
        const driver = this.engine.driver(names.of(index, attempt).executionArn);
        if (driver === undefined) continue;
        found.push(driver);
        break;
      }
    }
    return found;
  }

  /** UpdateMapRun. False: there is no such Map Run, or it has ended. */
  update(mapRunArn: string, changes: Partial<MapRunSnapshot["settings"]>): MaybePromise<boolean> {
    return whenDone(this.obtain(mapRunArn), (run) => {
      if (run?.snapshot.status !== "RUNNING") return false;
      if (this.engine.isVolatile) return whenDone(run.tell("update", changes), () => true);
      return whenDone(run.ask("update", changes), ({ accepted }) => accepted);
    });
  }

  private begin(
    parent: MapRunParent,
    order: StartMapRun,
    generation: number,
    parentRedrive: number,
  ): MaybePromise<void> {
    const { ports } = this.engine;
    const info = infoOf(parent, order, generation);
    const meta: MapRunMeta = {
      incarnation: this.engine.nonces.fresh(),
      info,
      order,
      generation,
      parentRedrive,
      parentIncarnation: parent.meta.incarnation,
      startedMs: ports.clock.now(),
      seed: ports.clock.seed(),
      encryption: parent.meta.revision?.encryption,
    };
    const { mapRunArn } = info;
    return whenDone(ports.mapRunJournal.create(mapRunArn, meta), (there) => {
      // Whoever looked at it before this was answered drives it already.
      if (there === undefined && !this.drivers.has(mapRunArn)) {
        this.drivers.set(mapRunArn, this.newDriver(parent, meta));
      }
      return whenDone(this.obtain(mapRunArn), (run) => {
        const { attempt } = order;
        const told = run?.tellParent({ type: "mapRunStarted", attempt, mapRunArn });
        return whenDone(told, () =>
          whenDone(ports.wakeQueue.send(mapRunArn), () => this.leave(mapRunArn)),
        );
      });
    });
  }

  /** Where processes share the journal, whoever is woken drives it. */
  private leave(mapRunArn: string): void {
    if (this.engine.intents === undefined) return;
    if (this.drivers.get(mapRunArn)?.isDriving === true) return;
    this.drivers.delete(mapRunArn);
    this.engine.noticeRest();
  }

  /** The latest Map Run of an attempt. Undefined: none was started. */
  private latest(
    parent: MapRunParent,
    map: MapAttempt,
    generation = 0,
    former?: string,
  ): MaybePromise<MapRunDriver | undefined> {
    const { mapRunArn } = infoOf(parent, map, generation);
    return whenDone(this.engine.ports.mapRunJournal.load(mapRunArn), (head) => {
      if (head !== undefined) return this.latest(parent, map, generation + 1, mapRunArn);
      return former === undefined ? undefined : this.obtain(former);
    });
  }

  private obtain(mapRunArn: string): MaybePromise<MapRunDriver | undefined> {
    const known = this.drivers.get(mapRunArn) ?? this.loading.get(mapRunArn);
    if (known !== undefined) return known;
    const loaded = this.load(mapRunArn);
    if (!(loaded instanceof Promise)) return loaded;
    this.loading.set(mapRunArn, loaded);
    return loaded.finally(() => this.loading.delete(mapRunArn));
  }

  private load(mapRunArn: string): MaybePromise<MapRunDriver | undefined> {
    const { journal, mapRunJournal } = this.engine.ports;
    return whenDone(mapRunJournal.load(mapRunArn), (head) => {
      if (head === undefined) return undefined;
      return whenDone(journal.load(head.meta.info.executionArn), (parent) => {
        if (parent?.meta.incarnation !== head.meta.parentIncarnation) return undefined;
        return whenDone(machineOf(this.engine.machines, parent.meta), (machine) => {
          const driver = this.newDriver({ meta: parent.meta, machine }, head.meta);
          return driver.recover(head).then(() => {
            const begun = this.drivers.get(mapRunArn);
            if (begun !== undefined) return begun;
            this.drivers.set(mapRunArn, driver);
            return driver;
          });
        });
      });
    });
  }

  private newDriver(parent: MapRunParent, meta: MapRunMeta): MapRunDriver {
    const { stateName } = meta.order;
    const { info, order } = meta;
    const { mapRunArn } = info;
    const processor = parent.machine.processors.get(stateName);
    assert(processor !== undefined, `a distributed Map "${stateName}"`);
    const { engine, data } = this;
    const children = new MapRunChildren(engine, processor, meta, parent.meta);
    return new MapRunDriver({
      engine,
      data,
      meta,
      children,
      program: { itemSelector: mapState(parent, stateName).itemSelector },
      snapshot: createMapRun(info, order),
      atRest: (driver) => {
        if (!engine.isVolatile && this.drivers.get(mapRunArn) === driver) {
          this.drivers.delete(mapRunArn);
          engine.noticeRest();
        }
      },
    });
  }
}

function infoOf(
  parent: MapRunParent,
  { stateName, attempt }: MapAttempt,
  generation: number,
): MapRunMeta["info"] {
  const { distributed } = mapState(parent, stateName);
  assert(distributed !== undefined, `"${stateName}" is a distributed Map`);
  const { label, childType } = distributed;
  const { info, secret, incarnation: number } = parent.meta;
  // Executions that an earlier release began have none.
  const incarnation = secret === undefined ? undefined : number;
  return mapRunInfo(info, { stateName, attempt, label, childType, generation, incarnation });
}

function mapState({ machine }: MapRunParent, stateName: string): CompiledMap {
  const state = machine.states.get(stateName);
  assert(state?.type === "Map", `a Map "${stateName}"`);
  return state;
}
