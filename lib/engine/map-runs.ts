import { assert } from "../core/assert.ts";
import type { AttemptId, StartMapRun } from "../core/command.ts";
import type { CompiledMap } from "../core/compiled-state.ts";
import { mapRunInfo } from "../core/map-run/map-run-names.ts";
import { createMapRun, type MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import { isRedrivable } from "../core/map-run/map-run-stimuli.ts";
import type { Driver } from "./driver.ts";
import type { Engine } from "./engine.ts";
import type { ExecutionMeta } from "./journal-port.ts";
import type { MapData } from "./map-data-port.ts";
import { MapRunDriver } from "./map-run-driver.ts";
import type { MapRuns } from "./ports.ts";

/** The Map Runs of this process: starts them, and finds them again. */
export class EngineMapRuns implements MapRuns {
  private readonly engine: Engine;
  private readonly data: MapData;
  private readonly drivers = new Map<string, MapRunDriver>();
  /** The latest Map Run of each attempt of each execution, in the order of their start. */
  private readonly byExecution = new Map<string, Map<AttemptId, MapRunDriver>>();

  constructor(engine: Engine, data: MapData) {
    this.engine = engine;
    this.data = data;
  }

  start(parent: ExecutionMeta, order: StartMapRun): void {
    this.begin(parent, order, 0);
  }

  stop(parent: ExecutionMeta, attempt: AttemptId): void {
    this.find(parent, attempt)?.tell("abort", {});
  }

  redrive(parent: ExecutionMeta, attempt: AttemptId): void {
    const run = this.find(parent, attempt);
    if (run === undefined) return;
    run.whenEnded(() => {
      const { snapshot } = run;
      if (snapshot.status === "SUCCEEDED") {
        // It was stopped too late.
        run.tellParent({ type: "taskSucceeded", attempt, output: snapshot.output ?? null });
        return;
      }
      if (!isRedrivable(snapshot)) {
        this.begin(parent, snapshot.order, run.generation + 1);
        return;
      }
      const { mapRunArn } = snapshot.info;
      const redriveCount = snapshot.redriveCount + 1;
      run.tellParent({ type: "mapRunRedriven", attempt, mapRunArn, redriveCount });
      run.tell("redrive", {});
    });
  }

  /** What a wake-up of a Map Run means. */
  lookAt(mapRunArn: string): Promise<void> | undefined {
    return this.drivers.get(mapRunArn)?.drive();
  }

  /** ListMapRuns: the Map Runs of an execution. */
  list(executionArn: string): readonly MapRunSnapshot[] {
    const runs = this.byExecution.get(executionArn)?.values() ?? [];
    return [...runs].map(({ snapshot }) => snapshot);
  }

  /** DescribeMapRun. */
  get(mapRunArn: string): MapRunSnapshot | undefined {
    return this.drivers.get(mapRunArn)?.snapshot;
  }

  /** The child executions of a Map Run, by index. */
  children(mapRunArn: string): readonly Driver[] {
    return [...(this.drivers.get(mapRunArn)?.children.values() ?? [])];
  }

  /** UpdateMapRun. False: there is no such Map Run, or it has ended. */
  update(mapRunArn: string, changes: Partial<MapRunSnapshot["settings"]>): boolean {
    const run = this.drivers.get(mapRunArn);
    if (run?.snapshot.status !== "RUNNING") return false;
    run.tell("update", changes);
    return true;
  }

  private begin(parent: ExecutionMeta, order: StartMapRun, generation: number): void {
    const { attempt, stateName } = order;
    const { executionArn } = parent.info;
    const machine = this.engine.driver(executionArn)?.machine;
    const state = machine?.states.get(stateName);
    const processor = machine?.processors.get(stateName);
    assert(state?.type === "Map" && processor !== undefined, `a distributed Map "${stateName}"`);
    const { label, childType } = distributedPart(state);
    const names = { stateName, attempt, label, childType, generation };
    const snapshot = createMapRun(mapRunInfo(parent.info, names), order);
    const run = new MapRunDriver(this.engine, this.data, {
      processor,
      program: { itemSelector: state.itemSelector },
      snapshot,
      generation,
    });
    const { mapRunArn } = snapshot.info;
    this.drivers.set(mapRunArn, run);
    const siblings = this.byExecution.get(executionArn);
    if (siblings === undefined) this.byExecution.set(executionArn, new Map([[attempt, run]]));
    else siblings.set(attempt, run);
    run.tellParent({ type: "mapRunStarted", attempt, mapRunArn });
    run.tell("start", {});
  }

  private find({ info }: ExecutionMeta, attempt: AttemptId): MapRunDriver | undefined {
    return this.byExecution.get(info.executionArn)?.get(attempt);
  }
}

function distributedPart(state: CompiledMap): NonNullable<CompiledMap["distributed"]> {
  assert(state.distributed !== undefined, `"${state.name}" is a distributed Map`);
  return state.distributed;
}
