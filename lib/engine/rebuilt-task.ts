import type { RunTask } from "../core/command.ts";
import type { DetailsByEventType, HistoryEvent } from "../core/history-event.ts";
import type { Machine } from "../core/machine.ts";
import type { PendingAttempt } from "./pending-attempts.ts";

/** The command that the Scheduled event came with. */
export function rebuiltTask(
  machine: Machine,
  { thread, phase }: PendingAttempt,
  { details }: HistoryEvent,
): RunTask | undefined {
  const state = machine.states.get(thread.state);
  if (state?.type !== "Task" || details === undefined) return undefined;
  const fields = details as Partial<DetailsByEventType["TaskScheduled"]> & {
    readonly input?: RunTask["parameters"];
  };
  const { roleArn } = fields.taskCredentials ?? {};
  return {
    attempt: phase.attempt,
    stateName: thread.state,
    retryCount: thread.retryCount,
    resource: state.resource.arn,
    parameters: fields.parameters ?? fields.input ?? {},
    credentials: roleArn === undefined ? undefined : { RoleArn: roleArn },
    taskToken: phase.taskToken,
    timeoutSeconds: fields.timeoutInSeconds,
    heartbeatSeconds: phase.heartbeatSeconds,
  };
}
