import type { Snapshot } from "../core/snapshot.ts";
import type { Engine } from "../engine/engine.ts";
import { ApiError } from "./api-error.ts";

/** The execution as it is now. */
export function findExecution(engine: Engine, executionArn: string): Snapshot {
  const driver = engine.driver(executionArn);
  if (driver !== undefined) return driver.snapshot;
  const message = `Execution Does Not Exist: '${executionArn}'`;
  throw new ApiError("ExecutionDoesNotExist", message);
}
