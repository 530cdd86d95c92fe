import type { TaskRefusal } from "../engine/task-answers.ts";
import { ApiError } from "./api-error.ts";
import { invalidToken } from "./pages.ts";

/** Throws what a refusal by the engine is to the caller of SendTask*; undefined is none. */
export function refuseTask(refusal: TaskRefusal | undefined): void {
  if (refusal !== undefined) throw refusals[refusal]();
}

const refusals: { readonly [R in TaskRefusal]: () => ApiError } = {
  InvalidToken: invalidToken,
  TaskDoesNotExist: () =>
    new ApiError("TaskDoesNotExist", "Task Does Not Exist: 'The activity does not exist.'"),
  TaskTimedOut: () =>
    new ApiError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"),
};
