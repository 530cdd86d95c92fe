import type { RunTask } from "../core/command.ts";
import type { TaskRequest } from "../engine/ports.ts";
import type { JsonValue } from "../language/json.ts";

/** What a Resource means to a handler that stands for its target. */
export interface Integration {
  /** What the handler is given. */
  input(task: RunTask): JsonValue;
  /** The target's ARN or name: `FunctionName`, a Lambda's or activity's ARN. */
  target(task: RunTask): string;
  /** What the service makes of the handler's answer. */
  result(answer: JsonValue, request: TaskRequest): JsonValue;
}
