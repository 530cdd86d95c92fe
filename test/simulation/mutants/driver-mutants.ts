import type { RunTask } from "../../../lib/core/command.ts";
import type { Driver } from "../../../lib/engine/driver.ts";
import type { Engine } from "../../../lib/engine/engine.ts";
import { performTask } from "../../../lib/engine/perform-task.ts";
import type { Mutant } from "../simulated.ts";
import { shownIn } from "./shown-in.ts";

/** What of an engine and its drivers is nobody's business but theirs. */
interface EngineInside {
  readonly drivers: { get(arn: string): unknown };
  options: { budget?: { readonly eventsMax: number } };
  newDriver(...parts: unknown[]): Driver;
}

interface DriverInside {
  readonly inbox: { putBack(taken: unknown): void };
  won(step: unknown): unknown;
  wonLate(step: unknown): unknown;
  renew(task: RunTask): void;
}

function inside(engine: Engine): EngineInside {
  return engine as unknown as EngineInside;
}

/** A mutant whose drivers do some things in another way. */
function driverMutant(
  name: string,
  breaks: string,
  change: (driver: DriverInside, engine: Engine) => void,
): Mutant {
  return {
    name,
    breaks,
    engine: (engine) => {
      const own = inside(engine);
      const { newDriver } = own;
      own.newDriver = (...parts: unknown[]) => {
        const driver = newDriver.apply(engine, [...parts]);
        change(driver as unknown as DriverInside, engine);
        return driver;
      };
    },
  };
}

/** Mutants that drive executions badly. */
export const driverMutants: readonly Mutant[] = [
  shownIn(
    "Tasks that wait long for a slot",
    driverMutant(
      "begins however late",
      "Too late, the dispatcher does not call",
      (driver, engine) => {
        driver.renew = (task) => performTask(engine, driver as unknown as Driver, task);
      },
    ),
  ),
  driverMutant("takes a late win for the head", "Having won n, n may not be the head", (driver) => {
    driver.wonLate = (step) => driver.won(step);
  }),
  shownIn(
    "an answer while a Task is under way",
    driverMutant("drops what it holds when it loses", "A loser keeps its results", (driver) => {
      driver.inbox.putBack = () => undefined;
    }),
  ),
  {
    name: "has many drivers of one execution",
    breaks: "Per process one driver per execution",
    engine: (engine) => {
      inside(engine).drivers.get = () => undefined;
    },
  },
  {
    name: "stops at no budget",
    breaks: "advance stops at a budget",
    engine: (engine) => {
      inside(engine).options = { budget: { eventsMax: Number.MAX_SAFE_INTEGER } };
    },
  },
  {
    name: "writes a record for each state",
    breaks: "The result, the pure states and the next intent are one record",
    engine: (engine) => {
      inside(engine).options = { budget: { eventsMax: 1 } };
    },
  },
];
