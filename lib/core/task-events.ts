import { type JsonObject, type JsonValue, ownValue } from "../language/json.ts";
import type { Resource } from "../language/resource.ts";
import type { CompiledTask } from "./compiled-state.ts";
import type { Draft } from "./draft.ts";
import type { FailureDetails } from "./history-event.ts";
import type { StateScope } from "./state-scope.ts";

/** What an attempt is made of. */
export interface PreparedTask {
  readonly parameters: JsonValue;
  readonly credentials: JsonObject | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** How an attempt can fail. */
export type TaskFailureKind =
  | "failed"
  | "timedOut"
  | "scheduleFailed"
  | "startFailed"
  | "submitFailed";

/** The events of one kind of Resource. Each answers the id of its event. */
interface TaskEvents<R extends Resource> {
  scheduled(scope: StateScope, resource: R, task: PreparedTask): number;
  started(draft: Draft, tip: number, resource: R, workerName: string | undefined): number;
  submitted(draft: Draft, tip: number, resource: R, output: JsonValue): number;
  succeeded(draft: Draft, tip: number, resource: R, output: JsonValue): number;
  failed(
    draft: Draft,
    tip: number,
    resource: R,
    kind: TaskFailureKind,
    failure: FailureDetails,
  ): number;
}

type ResourceOf<K extends Resource["kind"]> = Extract<Resource, { kind: K }>;

/** One row per kind of Resource. */
const eventsByKind: { readonly [K in Resource["kind"]]: TaskEvents<ResourceOf<K>> } = {
  lambda: {
    scheduled: ({ draft, thread }, { arn }, { parameters, timeoutSeconds, credentials }) =>
      draft.emit("LambdaFunctionScheduled", thread.tip, {
        resource: arn,
        input: parameters,
        timeoutInSeconds: timeoutSeconds,
        taskCredentials: taskCredentials(credentials),
      }),
    started: (draft, tip) => draft.emit("LambdaFunctionStarted", tip, undefined),
    submitted: (_draft, tip) => tip,
    succeeded: (draft, tip, _resource, output) =>
      draft.emit("LambdaFunctionSucceeded", tip, { output }),
    failed: (draft, tip, _resource, kind, failure) =>
      draft.emit(lambdaFailures[kind], tip, failure),
  },
  activity: {
    scheduled: ({ draft, thread }, { arn }, { parameters, timeoutSeconds, heartbeatSeconds }) =>
      draft.emit("ActivityScheduled", thread.tip, {
        resource: arn,
        input: parameters,
        timeoutInSeconds: timeoutSeconds,
        heartbeatInSeconds: heartbeatSeconds,
      }),
    started: (draft, tip, _resource, workerName) =>
      draft.emit("ActivityStarted", tip, { workerName }),
    submitted: (_draft, tip) => tip,
    succeeded: (draft, tip, _resource, output) => draft.emit("ActivitySucceeded", tip, { output }),
    failed: (draft, tip, _resource, kind, failure) =>
      draft.emit(activityFailures[kind], tip, failure),
  },
  service: {
    scheduled: ({ draft, thread }, { resourceType, resource }, task) =>
      draft.emit("TaskScheduled", thread.tip, {
        resourceType,
        resource,
        region: regionOf(draft),
        parameters: task.parameters,
        timeoutInSeconds: task.timeoutSeconds,
        heartbeatInSeconds: task.heartbeatSeconds,
        taskCredentials: taskCredentials(task.credentials),
      }),
    started: (draft, tip, { resourceType, resource }) =>
      draft.emit("TaskStarted", tip, { resourceType, resource }),
    submitted: (draft, tip, { resourceType, resource }, output) =>
      draft.emit("TaskSubmitted", tip, { resourceType, resource, output }),
    succeeded: (draft, tip, { resourceType, resource }, output) =>
      draft.emit("TaskSucceeded", tip, { resourceType, resource, output }),
    failed: (draft, tip, { resourceType, resource }, kind, failure) =>
      draft.emit(serviceFailures[kind], tip, { resourceType, resource, ...failure }),
  },
};

const lambdaFailures = {
  failed: "LambdaFunctionFailed",
  timedOut: "LambdaFunctionTimedOut",
  scheduleFailed: "LambdaFunctionScheduleFailed",
  startFailed: "LambdaFunctionStartFailed",
  submitFailed: "LambdaFunctionFailed",
} as const;

const activityFailures = {
  failed: "ActivityFailed",
  timedOut: "ActivityTimedOut",
  scheduleFailed: "ActivityScheduleFailed",
  startFailed: "ActivityFailed",
  submitFailed: "ActivityFailed",
} as const;

const serviceFailures = {
  failed: "TaskFailed",
  timedOut: "TaskTimedOut",
  scheduleFailed: "TaskFailed",
  startFailed: "TaskStartFailed",
  submitFailed: "TaskSubmitFailed",
} as const;

/** The row of a Resource. */
export function taskEvents<R extends Resource>(resource: R): TaskEvents<R> {
  return eventsByKind[resource.kind] as unknown as TaskEvents<R>;
}

/** TaskScheduled, LambdaFunctionScheduled or ActivityScheduled: its id names the attempt. */
export function emitScheduled(state: CompiledTask, scope: StateScope, task: PreparedTask): number {
  return taskEvents(state.resource).scheduled(scope, state.resource, task);
}

function regionOf(draft: Draft): string {
  return draft.execution.executionArn.split(":")[3] ?? "";
}

/** The role of Credentials as the history shows it. */
function taskCredentials(
  credentials: JsonObject | undefined,
): { readonly roleArn: string } | undefined {
  const roleArn = credentials && ownValue(credentials, "RoleArn");
  return typeof roleArn === "string" ? { roleArn } : undefined;
}
