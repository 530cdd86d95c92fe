import type { Snapshot } from "../core/snapshot.ts";
import type { ExecutionMeta } from "../engine/journal-port.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { type ResourceType, readArn } from "./arn.ts";

/** An execution as the journal has it. */
export interface FoundExecution {
  readonly meta: ExecutionMeta;
  /** Undefined: it was started, and nothing has happened since. */
  readonly snapshot: Snapshot | undefined;
}

/** Only these have a history, and can be described, stopped and redriven. */
const standard: readonly ResourceType[] = ["execution"];

/**
 * The execution as it is now. An Express one is known only as a child of a Map Run.
 * Throws InvalidArn or ExecutionDoesNotExist.
 */
export async function findExecution(
  { engine }: ApiContext,
  executionArn: string,
): Promise<FoundExecution> {
  const isChild = executionArn.includes("/");
  readArn(executionArn, ...(isChild ? [...standard, "express" as const] : standard));
  const found = await engine.head(executionArn);
  if (found !== undefined) return found;
  const message = `Execution Does Not Exist: '${executionArn}'`;
  throw new ApiError("ExecutionDoesNotExist", message);
}
