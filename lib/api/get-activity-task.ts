import { writeDocument } from "../data/document.ts";
import { takeActivityTask } from "../engine/task-answers.ts";
import { findActivity } from "./activity-record.ts";
import type { Operation } from "./api-context.ts";

interface Request {
  readonly activityArn: string;
  readonly workerName?: string;
}

interface Response {
  /** Absent: there was no task for as long as the call waits. */
  readonly taskToken?: string;
  /** JSON text. */
  readonly input?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html */
export const getActivityTask: Operation<Request, Response> = async (context, request) => {
  const { activityArn, workerName } = request;
  await findActivity(context, activityArn);
  const { engine } = context;
  const take = () => takeActivityTask(engine, activityArn, workerName);
  const poll = () => context.activityTask(activityArn, take);
  const wait = () => context.quotas?.polling(activityArn, poll) ?? poll();
  const task = (await take()) ?? (await wait());
  if (task === undefined) return {};
  await context.told();
  return { taskToken: task.taskToken, input: writeDocument(task.input) };
};
