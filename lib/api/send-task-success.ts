import { type AnsweredTask, answerTask } from "../engine/task-answers.ts";
import { admitWorker } from "./admit-worker.ts";
import type { Nothing, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readJsonText } from "./read-json-text.ts";
import { refuseTask } from "./refuse-task.ts";

interface Request {
  readonly taskToken: string;
  /** JSON text. */
  readonly output: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
export const sendTaskSuccess: Operation<Request, Nothing> = async (context, request) => {
  const output = readJsonText(
    request.output,
    (problem = "Invalid output.") => new ApiError("InvalidOutput", `Invalid Output: '${problem}'`),
  );
  const { engine } = context;
  const outcome = { type: "succeeded", output } as const;
  const admit = (task: AnsweredTask) => admitWorker(context, task);
  refuseTask(await answerTask(engine, request.taskToken, outcome, admit));
  await context.told();
  return {};
};
