import type { Advanced } from "../core/advance.ts";
import type { Command } from "../core/command.ts";
import type { Snapshot } from "../core/snapshot.ts";

/** Does nothing of it need to be recorded? */
export function changesNothing({ events, commands, answers, more }: Advanced): boolean {
  if (events.length > 0 || commands.length > 0 || more) return false;
  return answers.every(({ accepted }) => !accepted);
}

export function isRunTask({ type }: Command): boolean {
  return type === "runTask";
}

/** When an execution that has ended may be forgotten. */
export function expiresMs(
  { status, stoppedMs, nowMs }: Snapshot,
  retentionMs: number | undefined,
): number | undefined {
  if (status === "RUNNING" || retentionMs === undefined) return undefined;
  return (stoppedMs ?? nowMs) + retentionMs;
}
