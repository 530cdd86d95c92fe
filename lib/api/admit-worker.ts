import type { DetailsByEventType } from "../core/history-event.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { AnsweredTask, TaskRefusal } from "../engine/task-answers.ts";
import type { ApiContext } from "./api-context.ts";

/**
 * An activity's worker may answer as long as there is the activity.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export function admitWorker(
  { engine }: ApiContext,
  { executionArn, pending }: AnsweredTask,
): MaybePromise<TaskRefusal | undefined> {
  const { queued, attempt } = pending.phase;
  if (!queued) return undefined;
  const { journal, definitions } = engine.ports;
  const scheduled = journal.events(executionArn, { from: attempt, limit: 1 });
  return whenDone(scheduled, ([event]) => {
    if (event?.type !== "ActivityScheduled") return undefined;
    const { resource } = event.details as DetailsByEventType["ActivityScheduled"];
    return whenDone(definitions.get(resource), (activity) =>
      activity === undefined ? "TaskDoesNotExist" : undefined,
    );
  });
}
