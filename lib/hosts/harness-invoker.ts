import type { AttemptId } from "../core/command.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { ExecutionInfo } from "../core/snapshot.ts";
import type { Engine } from "../engine/engine.ts";
import type { Invoker, TaskRequest } from "../engine/ports.ts";
import type { TaskReply } from "../engine/task-reply.ts";
import type { Integration } from "../integrations/integration.ts";
import { integrationOf } from "../integrations/integrations.ts";
import { jsonFromPlain, plainFromJson } from "../integrations/plain-json.ts";
import { startNested, stopNested } from "../integrations/start-execution.ts";
import { TaskContext, type TaskServices } from "../integrations/task-context.ts";
import { callHandler, failureOf, type TaskHandler } from "../integrations/task-handler.ts";
import { parseResource, type Resource } from "../language/resource.ts";
import { type Mock, replyOf } from "../testing/mocks.ts";
import type { TaskSource } from "../testing/task-source.ts";
import { targetNames } from "../testing/task-table.ts";

/** What the invoker needs of the harness. */
export interface InvokerHost {
  readonly engine: Engine;
  /** The mocks and handlers of an execution's Tasks. */
  sourceOf(execution: ExecutionInfo): TaskSource;
  /** May callbacks and activities stay open until the test answers them? */
  readonly interactive: boolean;
  /** What a handler may do; `sleep` counts as not running. */
  services(): TaskServices;
}

/** Performs Tasks by mocks, handlers and registered state machines, in this order. */
export class HarnessInvoker implements Invoker {
  private readonly host: InvokerHost;
  private resources: Map<string, Resource> | undefined;

  constructor(host: InvokerHost) {
    this.host = host;
  }

  invoke(request: TaskRequest): MaybePromise<TaskReply> {
    const { stateName } = request.task;
    const source = this.host.sourceOf(request.execution);
    const resource = this.resource(request.task.resource);
    const choice = source.nextMock(stateName);
    if (choice !== undefined) {
      if ("missing" in choice) return notGiven(choice.missing);
      return this.mocked(choice.mock, request, resource);
    }
    const integration = integrationOf(resource);
    const names = [stateName, resource.arn, ...targetNames(integration.target(request.task))];
    const handler = source.handler(names);
    if (handler !== undefined) return this.handled(handler, request, resource);
    return whenDone(
      this.nested(request, resource),
      (reply) => reply ?? this.left(request, resource),
    );
  }

  /** Handlers cannot be stopped: their reply is refused when it comes. Executions can. */
  cancel(executionArn: string, attempt: AttemptId): MaybePromise<void> {
    return stopNested(this.host.engine, executionArn, attempt);
  }

  isRepeatable(_request: TaskRequest): boolean {
    return false;
  }

  private resource(arn: string): Resource {
    this.resources ??= new Map();
    const known = this.resources.get(arn);
    if (known !== undefined) return known;
    const resource = parseResource(arn);
    this.resources.set(arn, resource);
    return resource;
  }

  private mocked(mock: Mock, request: TaskRequest, resource: Resource): MaybePromise<TaskReply> {
    if (typeof mock === "function") return this.handled(mock, request, resource);
    const reply = replyOf(mock, request, waits(resource));
    const seconds = "afterSeconds" in mock ? (mock.afterSeconds ?? 0) : 0;
    if (seconds <= 0) return reply;
    return this.host
      .services()
      .sleep(1_000 * seconds)
      .then(() => reply);
  }

  private handled(
    handler: TaskHandler,
    request: TaskRequest,
    resource: Resource,
  ): MaybePromise<TaskReply> {
    const integration = integrationOf(resource);
    const { task } = request;
    const context = new TaskContext(request, integration.target(task), this.host.services());
    try {
      const answer = callHandler(handler, plainFromJson(integration.input(task)), context);
      if (!isPromise(answer)) return answered(answer, integration, request, resource);
      return Promise.resolve(answer).then(
        (value) => answered(value, integration, request, resource),
        (error: unknown) => failed(error, resource),
      );
    } catch (error) {
      return failed(error, resource);
    }
  }

  /** A nested execution of a state machine that is registered here. */
  private nested(request: TaskRequest, resource: Resource): MaybePromise<TaskReply | undefined> {
    if (resource.kind !== "service" || resource.resourceType !== "states") return undefined;
    if (!resource.resource.startsWith("startExecution")) return undefined;
    return startNested(this.host.engine, request, resource.pattern);
  }

  /** Nobody stands for the Task: it waits for the test to answer it, or fails. */
  private left(request: TaskRequest, resource: Resource): MaybePromise<TaskReply> {
    const { task, execution } = request;
    if (this.host.interactive && task.taskToken !== undefined) {
      if (resource.kind !== "activity") return { type: "submitted", output: {} };
      const { attempt, stateName, taskToken, parameters: input } = task;
      const { executionArn } = execution;
      const queued = { executionArn, attempt, stateName, taskToken, input };
      const { activityQueue } = this.host.engine.ports;
      return whenDone(activityQueue.put(resource.arn, queued), () => ({ type: "queued" }) as const);
    }
    const name = JSON.stringify(task.stateName);
    return notGiven(
      `nothing stands for the Task ${name} (Resource ${resource.arn}): give it a handler, tasks: { ${name}: (input) => result }, or a mock, mocks: { ${name}: { result: … } }`,
    );
  }
}

/** States.Runtime: no Catcher that means the workflow's own errors hides it. */
function notGiven(cause: string): TaskReply {
  return { type: "failed", error: "States.Runtime", cause };
}

function waits(resource: Resource): boolean {
  return resource.kind === "service" && resource.pattern !== "requestResponse";
}

function answered(
  answer: unknown,
  integration: Integration,
  request: TaskRequest,
  resource: Resource,
): TaskReply {
  try {
    const output = integration.result(jsonFromPlain(answer), request);
    if (resource.kind === "service" && resource.pattern === "waitForTaskToken") {
      return { type: "submitted", output };
    }
    return { type: "succeeded", output, submitted: waits(resource) ? {} : undefined };
  } catch (error) {
    return failed(error, resource);
  }
}

function failed(error: unknown, resource: Resource): TaskReply {
  return { type: "failed", ...failureOf(error), submitted: waits(resource) ? {} : undefined };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}
