import type { HistoryEvent } from "../core/history-event.ts";
import type { Answer, Stimulus } from "../core/stimulus.ts";
import type { Driver } from "../engine/driver.ts";
import {
  answerTask,
  openTasks,
  sendHeartbeat,
  type TaskRefusal,
  takeActivityTask,
} from "../engine/task-answers.ts";
import { jsonFromPlain, plainFromJson } from "../integrations/plain-json.ts";
import type { TaskFailureReport } from "../integrations/task-context.ts";
import { type Duration, milliseconds } from "../testing/duration.ts";
import { ExecutionRecord, isEntered } from "./execution-record.ts";

/**
 * An execution under the test's control. The methods that run it do so until something holds:
 * nothing happens between them, and time passes only as they say.
 */
export class Execution extends ExecutionRecord {
  /** Runs to the end, letting time pass. Throws if nothing will ever end it. */
  async finish(): Promise<this> {
    if (!(await this.world.settle(() => this.hasEnded))) throw this.stuck("end");
    return this;
  }

  /** Runs until the state is entered, letting time pass. Throws if the execution ends before. */
  async runUntil(stateName: string): Promise<this> {
    let entered = false;
    const watch = (driver: Driver, events: readonly HistoryEvent[]): void => {
      if (driver !== this.driver) return;
      entered ||= events.some((event) => isEntered(event) && event.details.name === stateName);
    };
    await this.world.stepping(watch, () => this.world.settle(() => entered || this.hasEnded));
    if (!entered) throw this.stuck(`enter "${stateName}"`);
    return this;
  }

  /** Runs whatever can run without time passing: until it waits for time or for an answer. */
  async runUntilWaiting(): Promise<this> {
    return this.advanceTime(0);
  }

  /** Lets that much time pass and runs what becomes due. A number is milliseconds. */
  async advanceTime(duration: Duration): Promise<this> {
    const until = this.world.clock.now() + milliseconds(duration);
    await this.world.settle(() => this.hasEnded, until);
    return this;
  }

  /** Callback Tasks and activities that wait for an answer. */
  get openTasks(): readonly OpenTask[] {
    return openTasks(this.driver.snapshot).map(({ stateName, taskToken, attempt }) =>
      this.openTaskOf(stateName, taskToken, this.inputOf(attempt)),
    );
  }

  /** The one open Task of the state. Throws if there is none. */
  openTask(stateName: string): OpenTask {
    const open = this.openTasks;
    const task = open.find((candidate) => candidate.stateName === stateName);
    if (task !== undefined) return task;
    const others = open.map((candidate) => `"${candidate.stateName}"`).join(", ");
    throw new Error(
      `no Task of "${stateName}" waits for an answer; ${others === "" ? "none does" : `these do: ${others}`}`,
    );
  }

  /** GetActivityTask: the oldest task of the activity, which is then started. */
  async takeActivityTask(activityArn: string, workerName?: string): Promise<OpenTask | undefined> {
    await this.runUntilWaiting();
    const task = await takeActivityTask(this.world.engine, activityArn, workerName);
    if (task === undefined) return undefined;
    return this.openTaskOf(task.stateName, task.taskToken, plainFromJson(task.input));
  }

  /** SendTaskSuccess. Takes effect when the execution runs on. */
  async sendTaskSuccess(taskToken: string, output: unknown): Promise<void> {
    const outcome = { type: "succeeded", output: jsonFromPlain(output) } as const;
    refuse(await answerTask(this.world.engine, taskToken, outcome));
  }

  /** SendTaskFailure. */
  async sendTaskFailure(taskToken: string, failure: TaskFailureReport = {}): Promise<void> {
    const { error, cause } = failure;
    refuse(await answerTask(this.world.engine, taskToken, { type: "failed", error, cause }));
  }

  /** SendTaskHeartbeat: HeartbeatSeconds begins anew. */
  async sendTaskHeartbeat(taskToken: string): Promise<void> {
    refuse(await sendHeartbeat(this.world.engine, taskToken));
    await this.runUntilWaiting();
  }

  /** StopExecution. */
  async stop({ error, cause }: TaskFailureReport = {}): Promise<this> {
    return this.tell({ type: "abort", error, cause, ...this.moment() });
  }

  /** RedriveExecution: goes on from the states that did not succeed, when it is run. */
  async redrive(): Promise<this> {
    return this.tell({ type: "redrive", ...this.moment() });
  }

  private get hasEnded(): boolean {
    return this.status !== "RUNNING";
  }

  private moment(): { readonly at: number; readonly seed: number } {
    const { clock } = this.world;
    return { at: clock.now(), seed: clock.seed() };
  }

  private async tell(stimulus: Stimulus): Promise<this> {
    const box: { answer?: Answer } = {};
    await this.world.engine.tell(this.executionArn, stimulus, (answer) => {
      box.answer = answer;
    });
    await this.world.stepping(
      () => {},
      () => this.world.settle(() => box.answer !== undefined),
    );
    const { answer } = box;
    if (answer?.accepted === false) {
      throw new Error(`${stimulus.type} was refused: ${answer.reason} (status ${this.status})`);
    }
    return this;
  }

  private inputOf(attempt: number): unknown {
    const scheduled = this.events.find(({ id }) => id === attempt)?.details;
    if (scheduled === undefined) return undefined;
    if ("parameters" in scheduled) return plainFromJson(scheduled.parameters);
    return "input" in scheduled ? plainFromJson(scheduled.input) : undefined;
  }

  private openTaskOf(stateName: string, taskToken: string, input: unknown): OpenTask {
    return {
      stateName,
      taskToken,
      input,
      succeed: (output) => this.sendTaskSuccess(taskToken, output),
      fail: (failure) => this.sendTaskFailure(taskToken, failure),
      heartbeat: () => this.sendTaskHeartbeat(taskToken),
    };
  }

  private stuck(what: string): Error {
    const taken = this.path.join(" -> ") || "no state";
    if (this.hasEnded) {
      const why = this.error === undefined ? "" : ` with ${this.error}: ${this.cause ?? ""}`;
      return new Error(`the execution did not ${what}: it is ${this.status}${why}, by ${taken}`);
    }
    const open = openTasks(this.driver.snapshot).map(({ stateName }) => `"${stateName}"`);
    const inside = this.currentStates.map((state) => `"${state}"`).join(", ");
    const waits = open.length === 0 ? `the end of ${inside}` : `an answer to ${open.join(", ")}`;
    return new Error(`the execution cannot ${what}: it waits for ${waits}, by ${taken}`);
  }
}

/** A Task that waits for an answer: its token, and the answers that can be given. */
export interface OpenTask {
  readonly stateName: string;
  readonly taskToken: string;
  /** What the service or worker was given. */
  readonly input: unknown;
  succeed(output: unknown): Promise<void>;
  fail(failure?: TaskFailureReport): Promise<void>;
  heartbeat(): Promise<void>;
}

function refuse(refusal: TaskRefusal | undefined): void {
  if (refusal !== undefined) throw new Error(`the answer was refused: ${refusals[refusal]}`);
}

const refusals: { readonly [R in TaskRefusal]: string } = {
  InvalidToken: "InvalidToken (no such task token was ever given out)",
  TaskDoesNotExist: "TaskDoesNotExist (there is no such activity any more)",
  TaskTimedOut: "TaskTimedOut (the task has been answered, has timed out or was stopped)",
};
