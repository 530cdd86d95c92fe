import type { AttemptId } from "../core/command.ts";
import { SeededEntropy } from "../core/entropy.ts";
import type { Engine } from "../engine/engine.ts";

/**
 * What an execution is called that a Task starts without a name: the name follows from the
 * attempt, so that a repeat starts nothing more; and from the incarnation, so that an execution
 * that is called as one before it has children of its own.
 */
export function nestedName(
  { ports: { clock } }: Pick<Engine, "ports">,
  executionArn: string,
  incarnation: number,
  attempt: AttemptId,
): string {
  const parent = clock.secret === undefined ? executionArn : `${executionArn}#${incarnation}`;
  return new SeededEntropy(parent, attempt, 0).uuid();
}
