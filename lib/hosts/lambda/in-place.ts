import { MemoryJournal } from "../../adapters/memory/journal.ts";
import { MemoryWakeQueue } from "../../adapters/memory/wake-queue.ts";
import type { ApiContext } from "../../api/api-context.ts";
import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import { Engine } from "../../engine/engine.ts";
import type { MapRunMeta } from "../../engine/journal-port.ts";
import { EndedExecutions } from "../server/ended-executions.ts";
import { WakeLoop } from "../server/wake-loop.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";

/**
 * Runs a synchronous Express execution here and now: it keeps nothing, so it ends with the
 * invocation. Its Tasks are performed as those of any other execution.
 */
export function inPlace(world: LambdaWorld, context: ApiContext): ApiContext {
  const { clock, limits, telemetry, log } = world.parts;
  const now = (): number => clock.now();
  const crashed = (error: unknown): void => log.error("defect", faultFields(error));
  const journal = new MemoryJournal({ now });
  const wakeQueue = new MemoryWakeQueue();
  const ended = new EndedExecutions(journal);
  const { definitions, invoker, activityQueue } = world.engine.ports;
  const engine = new Engine(
    {
      clock,
      journal,
      mapRunJournal: new MemoryJournal<MapRunMeta, MapRunSnapshot>({ now }),
      wakeQueue,
      invoker,
      definitions,
      activityQueue,
      telemetry: {
        recorded: (execution, record, meta) => {
          telemetry.recorded(execution, record, meta);
          ended.recorded(execution, record);
        },
      },
    },
    {
      limits,
      isVolatile: true,
      machines: world.engine.machines,
      mapRuns: () => world.engine.mapRuns,
      crashed,
    },
  );
  const loop = new WakeLoop({
    wakeSource: wakeQueue,
    now,
    passed: () => undefined,
    nextInstant: () => wakeQueue.nextAlarm(),
    lookAt: (arn) => engine.lookAt(arn),
    skipTo: () => false,
    crashed,
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
