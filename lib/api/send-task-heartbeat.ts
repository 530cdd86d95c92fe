import { type AnsweredTask, sendHeartbeat } from "../engine/task-answers.ts";
import { admitWorker } from "./admit-worker.ts";
import type { Nothing, Operation } from "./api-context.ts";
import { refuseTask } from "./refuse-task.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html */
export const sendTaskHeartbeat: Operation<{ readonly taskToken: string }, Nothing> = async (
  context,
  { taskToken },
) => {
  const admit = (task: AnsweredTask) => admitWorker(context, task);
  refuseTask(await sendHeartbeat(context.engine, taskToken, admit));
  await context.told();
  return {};
};
