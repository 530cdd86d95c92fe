import type { AttemptId } from "../../lib/core/command.ts";
import type { Invoker, TaskRequest } from "../../lib/engine/ports.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { startNested } from "../../lib/integrations/start-execution.ts";
import { parseResource, type Resource } from "../../lib/language/resource.ts";
import type { Fault } from "./faults.ts";
import { attemptKey, type Cut } from "./histories.ts";
import { nameOf } from "./names.ts";
import type { TaskCall, TaskRow } from "./scenario.ts";
import type { AnyProcess } from "./simulated.ts";
import { TokenHolder } from "./token-holder.ts";

/** Performs Tasks by the scenario's rows; executions and activities as the real one does. */
export class SimulatedInvoker implements Invoker {
  private readonly process: AnyProcess;

  constructor(process: AnyProcess) {
    this.process = process;
  }

  invoke(request: TaskRequest): Promise<TaskReply> {
    const { process } = this;
    const { world } = process;
    const { task, execution } = request;
    const isRepeatable = this.isRepeatable(request);
    const call = this.taskCall(request);
    const { parameters, retryCount, redriveCount } = call;
    const key = attemptKey(execution.stateMachineName, parameters, retryCount, redriveCount);
    const cut = world.options.cuts?.get(key);
    const resource = parseResource(task.resource);
    if (resource.kind === "activity" || isNested(resource)) {
      world.ledger.invoked(request, isRepeatable);
      return cut === undefined
        ? this.perform(request, resource, call)
        : Promise.resolve(cutReply(cut));
    }
    world.ledger.begins(request, process);
    return process
      .call(
        "invoker.invoke",
        `${nameOf(execution.executionArn)} ${task.stateName} ${task.attempt}`,
        () => {
          world.ledger.invoked(request, isRepeatable);
          return cut;
        },
        (fault) => {
          if (isAnswered(fault)) world.ledger.disturbed(request);
          return { error: "States.TaskFailed", cause: interrupted, isTimeout: false };
        },
      )
      .then((cut) => (cut === undefined ? this.perform(request, resource, call) : cutReply(cut)));
  }

  cancel(executionArn: string, attempt: AttemptId): Promise<void> {
    return this.process.call("invoker.cancel", `${nameOf(executionArn)} ${attempt}`, () => {});
  }

  isRepeatable({ task }: TaskRequest): boolean {
    const resource = parseResource(task.resource);
    if (resource.kind === "activity" || isNested(resource)) return true;
    return this.process.world.options.scenario.isAtLeastOnce === true;
  }

  private taskCall({ execution, task }: TaskRequest): TaskCall {
    const { parameters, retryCount } = task;
    const { redriveCount } = this.process.world.ledger.book.recorded(execution.executionArn);
    return { parameters, retryCount, redriveCount };
  }

  private async perform(
    request: TaskRequest,
    resource: Resource,
    call: TaskCall,
  ): Promise<TaskReply> {
    const { engine, ports, world } = this.process;
    const { attempt, stateName, taskToken = "", parameters: input } = request.task;
    if (resource.kind === "activity") {
      const { executionArn } = request.execution;
      const task = { executionArn, attempt, stateName, taskToken, input };
      await ports.activityQueue.put(resource.arn, task);
      return { type: "queued" };
    }
    if (isNested(resource) && resource.kind === "service") {
      const reply = await startNested(engine, request, resource.pattern);
      if (reply === undefined) throw new Error("a scenario lacks a state machine");
      return reply;
    }
    const row = world.task(stateName);
    if (row.isHasty === true) this.handOut(taskToken, row, call);
    await this.takeTime(row);
    if (row.isHasty !== true) this.handOut(taskToken, row, call);
    const reply = row.reply?.(call) ?? { type: "silent" };
    if (reply.type === "silent") world.ledger.silent(request);
    return reply;
  }

  private takeTime({ takesMs = 0 }: TaskRow): Promise<void> {
    const { process } = this;
    const { scheduler, random, options } = process.world;
    const milliseconds = options.isRough ? random.below(2 * takesMs + 20) : takesMs;
    return new Promise((resolve) => {
      scheduler.after(milliseconds, () => {
        if (!process.isDead) resolve();
      });
    });
  }

  /** Whoever gets the token goes on with it: the service that the Task called is elsewhere. */
  private handOut(taskToken: string, { outside }: TaskRow, call: TaskCall): void {
    if (outside !== undefined)
      void outside(new TokenHolder(this.process.world.newClient(), taskToken), call);
  }
}

/** Has whoever called heard that the call failed? */
function isAnswered(fault: Fault): boolean {
  return fault === "lied" || fault === "refused" || fault === "throttled";
}

function isNested(resource: Resource): boolean {
  return resource.kind === "service" && resource.resourceType === "states";
}

function cutReply({ error, cause, isTimeout }: Cut): TaskReply {
  return { type: isTimeout ? "timedOut" : "failed", error, cause };
}

const interrupted = "Stepwright.TaskInterrupted: simulated, the answer of the service was lost";
