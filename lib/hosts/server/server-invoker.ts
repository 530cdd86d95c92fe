import type { AttemptId } from "../../core/command.ts";
import { type MaybePromise, whenDone } from "../../core/maybe-promise.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import type { Invoker, TaskRequest } from "../../engine/ports.ts";
import type { TaskReply } from "../../engine/task-reply.ts";
import { parseResource } from "../../language/resource.ts";
import { type Mock, replyOf } from "../../testing/mocks.ts";
import type { TaskSource } from "../../testing/task-source.ts";

export interface ServerInvokerHost {
  /** Performs what has no mock. */
  readonly invoker: Invoker;
  /** The mocks of an execution; undefined: it has none. */
  mocksOf(execution: ExecutionInfo): MaybePromise<Pick<TaskSource, "nextMock"> | undefined>;
  /** In the endpoint's time. */
  sleep(milliseconds: number): Promise<void>;
}

/** Performs Tasks by the mocks of the execution's test case, else for real. */
export class ServerInvoker implements Invoker {
  private readonly host: ServerInvokerHost;

  constructor(host: ServerInvokerHost) {
    this.host = host;
  }

  invoke(request: TaskRequest): MaybePromise<TaskReply> {
    return whenDone(this.host.mocksOf(request.execution), (source) => {
      const choice = source?.nextMock(request.task.stateName);
      if (choice === undefined) return this.host.invoker.invoke(request);
      if ("mock" in choice) return this.mocked(choice.mock, request);
      return { type: "failed", error: "States.Runtime", cause: choice.missing };
    });
  }

  cancel(executionArn: string, attempt: AttemptId): MaybePromise<void> {
    return this.host.invoker.cancel(executionArn, attempt);
  }

  isRepeatable(request: TaskRequest): boolean {
    return this.host.invoker.isRepeatable(request);
  }

  private mocked(mock: Mock, request: TaskRequest): MaybePromise<TaskReply> {
    if (typeof mock === "function") throw new TypeError("a mock configuration has no functions");
    const resource = parseResource(request.task.resource);
    const waits = resource.kind === "service" && resource.pattern !== "requestResponse";
    const reply = replyOf(mock, request, waits);
    const seconds = "afterSeconds" in mock ? (mock.afterSeconds ?? 0) : 0;
    return seconds <= 0 ? reply : this.host.sleep(1_000 * seconds).then(() => reply);
  }
}
