import type { RunTask } from "../../core/command.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import type { HttpExchange } from "../../engine/http-exchange.ts";
import type { TaskOutcome } from "../../engine/journal-port.ts";
import type { Ports } from "../../engine/ports.ts";

/**
 * Performs a tested Task that has no mock as an execution's Task is performed: once, for real.
 * What would wait for an answer from outside is refused before.
 */
export async function invokeTask(
  { invoker, clock }: Pick<Ports, "invoker" | "clock">,
  task: RunTask,
  execution: ExecutionInfo,
  traced: ((exchange: HttpExchange) => void) | undefined,
): Promise<TaskOutcome> {
  const request = { execution, incarnation: 0, task, at: clock.now(), traced };
  const reply = await invoker.invoke(request);
  if (reply.type === "succeeded") return { type: "succeeded", output: reply.output };
  if ("error" in reply) return { type: "failed", error: reply.error, cause: reply.cause };
  return { type: "failed", error: "States.TaskFailed", cause: `${task.resource} does not answer` };
}
