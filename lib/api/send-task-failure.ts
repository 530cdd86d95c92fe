import { type AnsweredTask, answerTask } from "../engine/task-answers.ts";
import { admitWorker } from "./admit-worker.ts";
import type { Nothing, Operation } from "./api-context.ts";
import { refuseTask } from "./refuse-task.ts";

interface Request {
  readonly taskToken: string;
  readonly error?: string;
  readonly cause?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html */
export const sendTaskFailure: Operation<Request, Nothing> = async (context, request) => {
  const { taskToken, error, cause } = request;
  const outcome = { type: "failed", error, cause } as const;
  const admit = (task: AnsweredTask) => admitWorker(context, task);
  refuseTask(await answerTask(context.engine, taskToken, outcome, admit));
  await context.told();
  return {};
};
