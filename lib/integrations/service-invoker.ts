import type { AttemptId } from "../core/command.ts";
import { attempt, type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Invoker, TaskRequest } from "../engine/ports.ts";
import type { TaskReply } from "../engine/task-reply.ts";
import { isJsonObject } from "../language/json.ts";
import { parseResource, type Resource } from "../language/resource.ts";
import { isAtLeastOnce } from "./delivery.ts";
import { invokeFunction } from "./lambda/invoke-lambda.ts";
import {
  FinishedJob,
  type IntegrationServices,
  type ServiceResource,
} from "./service-integration.ts";
import { serviceIntegration } from "./service-integrations.ts";
import { stopNested } from "./start-execution.ts";
import { TaskError } from "./task-handler.ts";

/** Performs Tasks for real: functions, activities, and services by the table of integrations. */
export class ServiceInvoker implements Invoker {
  private readonly services: () => IntegrationServices;
  private readonly resources = new Map<string, Resource>();
  private readonly underWay = new Map<string, AbortController>();

  /** `services` is asked when the first Task is performed: engine and invoker need each other. */
  constructor(services: () => IntegrationServices) {
    this.services = services;
  }

  invoke(request: TaskRequest): MaybePromise<TaskReply> {
    const resource = this.resource(request.task.resource);
    const key = keyOf(request.execution.executionArn, request.task.attempt);
    const controller = new AbortController();
    const { signal } = controller;
    const reply = attempt(
      () => performAs(resource.kind, resource, { request, signal, services: this.services() }),
      (error) => failed(error, resource),
    );
    if (!(reply instanceof Promise)) return reply;
    this.underWay.set(key, controller);
    return reply.finally(() => this.underWay.delete(key));
  }

  /** Aborts the call, whose reply is refused when it comes, or the execution that was started. */
  cancel(executionArn: string, attemptId: AttemptId): MaybePromise<void> {
    const call = this.underWay.get(keyOf(executionArn, attemptId));
    if (call !== undefined) return call.abort();
    return stopNested(this.services().engine, executionArn, attemptId);
  }

  /** Activity tasks and executions are kept by the attempt: one, however often it is put. */
  isRepeatable(request: TaskRequest): boolean {
    const resource = this.resource(request.task.resource);
    if (resource.kind === "activity") return true;
    if (isAtLeastOnce(request, this.services().atLeastOnce)) return true;
    if (resource.kind !== "service" || resource.resourceType !== "states") return false;
    return resource.resource.startsWith("startExecution");
  }

  private resource(arn: string): Resource {
    const known = this.resources.get(arn);
    if (known !== undefined) return known;
    const resource = parseResource(arn);
    // What definitions hold is bounded; what an endless stream of them holds is not.
    if (this.resources.size >= resourcesMax) this.resources.clear();
    this.resources.set(arn, resource);
    return resource;
  }
}

const resourcesMax = 10_000;

interface Attempt {
  readonly request: TaskRequest;
  readonly signal: AbortSignal;
  readonly services: IntegrationServices;
}

type ResourceOf<K extends Resource["kind"]> = Extract<Resource, { readonly kind: K }>;

/** One row per kind of Resource. */
const performers: {
  readonly [K in Resource["kind"]]: (
    resource: ResourceOf<K>,
    attempt: Attempt,
  ) => MaybePromise<TaskReply>;
} = {
  lambda: ({ arn }, attempt) =>
    whenDone(invokeFunction(arn, attempt), (output) => ({ type: "succeeded", output })),
  activity: ({ arn }, { request, services }) => {
    const { attempt, stateName, taskToken = "", parameters: input } = request.task;
    const { executionArn } = request.execution;
    const task = { executionArn, attempt, stateName, taskToken, input };
    const put = services.engine.ports.activityQueue.put(arn, task);
    return whenDone(put, () => ({ type: "queued" }));
  },
  service: (resource, { request, signal, services }) => {
    const { parameters } = request.task;
    const output = serviceIntegration(resource)({
      request,
      resource,
      action: actionOf(resource),
      parameters: isJsonObject(parameters) ? parameters : {},
      signal,
      services,
    });
    const type = resource.pattern === "requestResponse" ? "succeeded" : "submitted";
    return whenDone(output, (output) =>
      output instanceof FinishedJob
        ? { ...output.outcome, submitted: output.submitted }
        : { type, output },
    );
  },
};

function performAs<K extends Resource["kind"]>(
  kind: K,
  resource: Resource,
  attempt: Attempt,
): MaybePromise<TaskReply> {
  return performers[kind](resource as ResourceOf<K>, attempt);
}

/** `sendMessage` of `sendMessage.waitForTaskToken`. */
function actionOf({ resource }: ServiceResource): string {
  const [action = ""] = resource.split(".");
  return action;
}

/** What is no TaskError is a defect, and not the workflow's matter. */
function failed(error: unknown, resource: Resource): TaskReply {
  if (!(error instanceof TaskError)) throw error;
  const waits = resource.kind === "service" && resource.pattern !== "requestResponse";
  const { error: name, cause } = error;
  return { type: waits ? "submitFailed" : "failed", error: name, cause };
}

function keyOf(executionArn: string, attempt: AttemptId): string {
  return `${attempt} ${executionArn}`;
}
