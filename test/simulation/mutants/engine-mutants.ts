import type { Engine } from "../../../lib/engine/engine.ts";
import type { Invoker, Ports } from "../../../lib/engine/ports.ts";
import type { TaskReply } from "../../../lib/engine/task-reply.ts";
import type { Mutant } from "../simulated.ts";

function invokerMutant(
  name: string,
  breaks: string,
  wrap: (invoker: Invoker) => Partial<Invoker>,
): Mutant {
  return {
    name,
    breaks,
    ports: (ports: Ports) => {
      const { invoker } = ports;
      const kept: Invoker = {
        invoke: (request) => invoker.invoke(request),
        cancel: (arn, attempt) => invoker.cancel(arn, attempt),
        isRepeatable: (request) => invoker.isRepeatable(request),
      };
      return { ...ports, invoker: { ...kept, ...wrap(invoker) } };
    },
  };
}

/** What of an engine is its own. */
type Patch = { -readonly [K in keyof Engine]: Engine[K] };

function engineMutant(name: string, breaks: string, change: (engine: Patch) => void): Mutant {
  return { name, breaks, engine: change };
}

/** Mutants that call, recover, or answer wrongly. */
export const engineMutants: readonly Mutant[] = [
  invokerMutant("makes an attempt again", "The user's effects are never re-sent", () => ({
    isRepeatable: () => true,
  })),
  invokerMutant("gives up what is ours", "Ours are keyed, and sent again", () => ({
    isRepeatable: () => false,
  })),
  invokerMutant("calls twice", "One attempt, one call", (invoker) => ({
    invoke: (request) => {
      void Promise.resolve(invoker.invoke(request)).catch(() => undefined);
      return invoker.invoke(request);
    },
  })),
  invokerMutant("forgets what a Task answered", "A result is in the next record", (invoker) => ({
    invoke: async (request): Promise<TaskReply> => {
      const reply = await invoker.invoke(request);
      return reply.type === "succeeded" ? { type: "silent" } : reply;
    },
  })),
  engineMutant("presumes nobody dead", "An attempt is dead after deadBy", (engine) => {
    if (engine.intents) engine.intents.deadByMs = () => Number.MAX_SAFE_INTEGER;
  }),
  engineMutant("presumes others dead at once", "Only after deadBy is it interrupted", (engine) => {
    if (engine.intents) engine.intents.deadByMs = () => 0;
  }),
  engineMutant("writes nothing for who comes after", "Nothing is in memory only", (engine) => {
    engine.isVolatile = true;
  }),
  engineMutant("answers a Stop before it is recorded", "Stop appends, and answers", (engine) => {
    const { ask } = engine;
    engine.ask = (arn, stimulus) => {
      void Promise.resolve(ask.call(engine, arn, stimulus)).catch(() => undefined);
      return { accepted: true };
    };
  }),
  {
    name: "lives in the future",
    breaks: "No timer fires early by the clock of who records it",
    ports: (ports, process) => ({
      ...ports,
      clock: { now: () => process.now() + 30_000, seed: () => process.seed() },
    }),
  },
  {
    name: "puts no activity tasks",
    breaks: "An activity's task is handed to its queue until that is confirmed",
    ports: (ports) => ({
      ...ports,
      activityQueue: { ...ports.activityQueue, put: () => undefined },
    }),
  },
  {
    name: "takes activity tasks away before they are recorded",
    where: "an activity with heartbeats",
    breaks: "A hand-out is a conditional write",
    ports: (ports, process) => ({
      ...ports,
      activityQueue: {
        ...ports.activityQueue,
        take: async (arn) => {
          const task = await ports.activityQueue.take(arn);
          if (task !== undefined) {
            process.world.activityTasks.remove(task.executionArn, task.attempt);
          }
          return task;
        },
      },
    }),
  },
];
