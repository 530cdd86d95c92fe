import { SimulatedFault } from "./faults.ts";

/** What can say that a promise was rejected and nobody cared. */
interface Rejections {
  on(event: "unhandledRejection", listener: (error: unknown) => void): unknown;
}

/** A failure that the engine leaves uncaught is a violation of the schedule that it happens in. */
export function hearUncaught(process: Rejections): void {
  process.on("unhandledRejection", (error) => {
    if (!(error instanceof SimulatedFault)) throw error;
    error.uncaught();
  });
}
