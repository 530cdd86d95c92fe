import { isJsonObject, type JsonValue } from "../../language/json.ts";
import type { Command } from "../command.ts";
import type { CompiledTask } from "../compiled-state.ts";
import { effectiveInput } from "../data-flow.ts";
import { leave } from "../leave.ts";
import { type MaybePromise, whenDone } from "../maybe-promise.ts";
import { type Outcome, parked, type StateHandler } from "../outcome.ts";
import type { StateScope } from "../state-scope.ts";
import { emitScheduled, type PreparedTask } from "../task-events.ts";

/** #task-state */
export const task: StateHandler<CompiledTask> = {
  enter: (state, scope) => {
    const raw = scope.input;
    return whenDone(effectiveInput(state.flow, scope), (parameters) => {
      // Timeouts and credentials are read from the input, not from what Parameters made of it.
      if (!state.jsonata) scope.input = raw;
      return whenDone(prepare(state, scope, parameters), (prepared) =>
        schedule(state, scope, prepared),
      );
    });
  },
  resume: (state, scope, result) => {
    scope.inspect("result", result);
    scope.result = result;
    return leave(state, scope, result);
  },
};

function prepare(
  state: CompiledTask,
  scope: StateScope,
  parameters: JsonValue,
): MaybePromise<PreparedTask> {
  const { timeoutSeconds, heartbeatSeconds, credentials } = state;
  if (timeoutSeconds === undefined && heartbeatSeconds === undefined && credentials === undefined) {
    return { parameters, credentials, timeoutSeconds, heartbeatSeconds };
  }
  return whenDone(timeoutSeconds?.(scope), (timeoutSeconds) =>
    whenDone(heartbeatSeconds?.(scope), (heartbeatSeconds) =>
      whenDone(credentials?.(scope), (credentials) => ({
        parameters,
        timeoutSeconds,
        heartbeatSeconds,
        credentials: isJsonObject(credentials) ? credentials : undefined,
      })),
    ),
  );
}

function schedule(state: CompiledTask, scope: StateScope, prepared: PreparedTask): Outcome {
  const { draft, thread } = scope;
  const { timeoutSeconds, heartbeatSeconds } = prepared;
  const taskToken = neededTaskToken(state, scope);
  const attempt = emitScheduled(state, scope, prepared);
  const command: Command<"runTask"> = {
    type: "runTask",
    attempt,
    stateName: state.name,
    retryCount: thread.retryCount,
    resource: state.resource.arn,
    parameters: prepared.parameters,
    credentials: prepared.credentials,
    taskToken,
    timeoutSeconds,
    heartbeatSeconds,
  };
  thread.tip = attempt;
  draft.setPhase(thread, {
    type: "task",
    attempt,
    started: false,
    submitted: false,
    queued: false,
    taskToken,
    timeoutMs: timeoutSeconds === undefined ? undefined : scope.nowMs + 1000 * timeoutSeconds,
    heartbeatMs:
      heartbeatSeconds === undefined || state.resource.kind === "activity"
        ? undefined
        : scope.nowMs + 1000 * heartbeatSeconds,
    heartbeatSeconds,
    intent: draft.intentOf?.(command, draft.execution),
  });
  draft.commands.push(command);
  return parked;
}

/** Activities and callbacks are answered by token, also where no expression has asked for it. */
function neededTaskToken(state: CompiledTask, scope: StateScope): string | undefined {
  const { resource } = state;
  const answeredByToken =
    resource.kind === "activity" ||
    (resource.kind === "service" && resource.pattern === "waitForTaskToken");
  return answeredByToken ? scope.taskToken : scope.usedTaskToken;
}
