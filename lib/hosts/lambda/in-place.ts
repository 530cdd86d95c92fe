import { MemoryJournal } from "../../adapters/memory/journal.ts";
import { MemoryWakeQueue } from "../../adapters/memory/wake-queue.ts";
import type { ApiContext } from "../../api/api-context.ts";
import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import { Engine } from "../../engine/engine.ts";
import type { MapRunMeta } from "../../engine/journal-port.ts";
import type { Telemetry } from "../../engine/ports.ts";
import { EndedExecutions } from "../server/ended-executions.ts";
import { WakeLoop } from "../server/wake-loop.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";

/**
 * Runs a synchronous Express execution here and now: it keeps nothing, so it ends with the
 * invocation. Its Tasks are performed as those of any other execution.
 */
export function inPlace(world: LambdaWorld, context: ApiContext): ApiContext {
  const now = (): number => world.parts.clock.now();
  const journal = new MemoryJournal({ now });
  const wakeQueue = new MemoryWakeQueue();
  const ended = new EndedExecutions(journal);
  const crashed = (error: unknown): void => {
    world.parts.log.error("defect", faultFields(error));
  };
  const engine = volatileEngine(world, { journal, wakeQueue, ended, crashed });
  const { setTimer, turn } = world.parts;
  const loop = new WakeLoop({
    wakeSource: wakeQueue,
    now,
    passed: () => undefined,
    nextInstant: () => wakeQueue.nextAlarm(),
    lookAt: (arn) => engine.lookAt(arn),
    skipTo: () => false,
    crashed,
    setTimer,
    later: turn && ((act) => void turn().then(act)),
  });
  return {
    ...context,
    engine,
    started: async ({ executionArn }) => {
      loop.start();
      wakeQueue.send(executionArn);
    },
    ended: async (executionArn) => {
      await ended.ended(executionArn);
      await loop.stop();
    },
  };
}

interface VolatileParts {
  readonly journal: MemoryJournal;
  readonly wakeQueue: MemoryWakeQueue;
  readonly ended: EndedExecutions;
  crashed(error: unknown): void;
}

/** An engine whose executions are in memory only, and whose Tasks are the world's. */
function volatileEngine(
  world: LambdaWorld,
  { journal, wakeQueue, ended, crashed }: VolatileParts,
): Engine {
  const { clock, limits, telemetry } = world.parts;
  const now = (): number => clock.now();
  const { definitions, invoker, activityQueue, listsLagMs } = world.engine.ports;
  const { machines } = world.engine;
  const mapRunJournal = new MemoryJournal<MapRunMeta, MapRunSnapshot>({ now });
  const told: Telemetry = {
    recorded: (execution, record, meta) => {
      telemetry.recorded(execution, record, meta);
      ended.recorded(execution, record);
    },
  };
  const stores = { journal, mapRunJournal, wakeQueue, definitions, activityQueue };
  return new Engine(
    { ...stores, clock, invoker, telemetry: told, listsLagMs },
    { limits, isVolatile: true, machines, mapRuns: () => world.engine.mapRuns, crashed },
  );
}
