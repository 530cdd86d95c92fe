import type { Driver } from "../../../lib/engine/driver.ts";
import type { Engine } from "../../../lib/engine/engine.ts";
import type { Mutant } from "../simulated.ts";

/** What of an engine and its drivers is nobody's business but theirs. */
interface EngineInside {
  readonly drivers: { get(arn: string): unknown };
  options: { budget?: { readonly eventsMax: number } };
  newDriver(...parts: unknown[]): Driver;
}

interface DriverInside {
  won(step: unknown): unknown;
  wonLate(step: unknown): unknown;
}

function inside(engine: Engine): EngineInside {
  return engine as unknown as EngineInside;
}

/** A mutant whose drivers do some things in another way. */
function driverMutant(
  name: string,
  breaks: string,
  change: (driver: DriverInside) => void,
): Mutant {
  return {
    name,
    breaks,
    engine: (engine) => {
      const own = inside(engine);
      const { newDriver } = own;
      own.newDriver = (...parts: unknown[]) => {
        const driver = newDriver.apply(engine, [...parts]);
        change(driver as unknown as DriverInside);
        return driver;
      };
    },
  };
}

/** Mutants that drive executions badly. */
export const driverMutants: readonly Mutant[] = [
  driverMutant("takes a late win for the head", "Having won n, n may not be the head", (driver) => {
    driver.wonLate = (step) => driver.won(step);
  }),
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
