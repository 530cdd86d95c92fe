import type { Stimulus } from "../../lib/core/stimulus.ts";
import type { TaskOutcome } from "../../lib/engine/journal-port.ts";
import type { ActivityTask } from "../../lib/engine/ports.ts";
import { startExecution } from "../../lib/engine/start-execution.ts";
import {
  answerTask,
  sendHeartbeat,
  type TaskRefusal,
  takeActivityTask,
} from "../../lib/engine/task-answers.ts";
import type { Operator } from "./scenario.ts";
import type { SimulatedProcess, SimulatedWorld } from "./simulated.ts";

/** A caller of the API, which repeats what was not answered until it is. */
export class Client implements Operator {
  readonly world: SimulatedWorld;

  constructor(world: SimulatedWorld) {
    this.world = world;
  }

  get executionArn(): string {
    const { stateMachineArn } = this.machine;
    return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:e`;
  }

  private get machine() {
    const [machine] = this.world.machines;
    if (machine === undefined) throw new Error("a scenario has a machine");
    return machine;
  }

  /** StartExecution. */
  async start(): Promise<void> {
    const { input } = this.world.options.scenario;
    await this.request("start", async ({ engine, ports }) => {
      await startExecution(engine, this.machine, { name: "e", input });
      await ports.wakeQueue.send(this.executionArn);
    });
  }

  /** SendTaskSuccess and SendTaskFailure. */
  answerTask(taskToken: string, outcome: TaskOutcome): Promise<TaskRefusal | undefined> {
    return this.request("answer", ({ engine }) => answerTask(engine, taskToken, outcome));
  }

  /** SendTaskHeartbeat. */
  heartbeat(taskToken: string): Promise<TaskRefusal | undefined> {
    return this.request("heartbeat", ({ engine }) => sendHeartbeat(engine, taskToken));
  }

  /** GetActivityTask: not repeated, since the answer that was lost may have had a task. */
  takeTask(activityArn: string): Promise<ActivityTask | undefined> {
    return this.once(({ engine }) => takeActivityTask(engine, activityArn, "worker"));
  }

  /** StopExecution. */
  stop(): Promise<boolean> {
    return this.tell({ type: "abort", error: "Stopped", cause: "by the operator" });
  }

  /** RedriveExecution. */
  redrive(): Promise<boolean> {
    return this.tell({ type: "redrive", clientToken: "once" });
  }

  /** Waits until the execution's status, as DescribeExecution gives it, is this one. */
  async reaches(status: string): Promise<void> {
    while (this.world.journal.load(this.executionArn)?.snapshot?.status !== status) {
      await this.sleep(500);
    }
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.world.scheduler.after(milliseconds, resolve));
  }

  /** Answers whether it was accepted; of what is repeated, the first time counts. */
  private async tell(
    stimulus:
      | { readonly type: "abort"; readonly error: string; readonly cause: string }
      | { readonly type: "redrive"; readonly clientToken: string },
  ): Promise<boolean> {
    return this.request(stimulus.type, async (process) => {
      const head = await process.engine.head(this.executionArn);
      const isRepeat = "clientToken" in stimulus && head?.snapshot?.redriveToken !== undefined;
      if (isRepeat) return head.snapshot.redriveToken === stimulus.clientToken;
      const told: Stimulus = { ...stimulus, at: process.now(), seed: process.seed() };
      const answer = await process.engine.ask(this.executionArn, told);
      return answer?.accepted === true;
    });
  }

  private async request<T>(
    name: string,
    work: (process: SimulatedProcess) => T | Promise<T>,
  ): Promise<T> {
    for (;;) {
      const answer = await this.attempt(work);
      if (answer !== undefined) return answer.value;
      this.world.note(undefined, `${name} again`);
      await this.sleep(700);
    }
  }

  private async once<T>(
    work: (process: SimulatedProcess) => T | Promise<T>,
  ): Promise<T | undefined> {
    return (await this.attempt(work))?.value;
  }

  /** Undefined: there was no answer, or a failure. */
  private attempt<T>(
    work: (process: SimulatedProcess) => T | Promise<T>,
  ): Promise<{ readonly value: T } | undefined> {
    const { process, scheduler } = this.world;
    if (process === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      scheduler.after(clientTimeoutMs, () => resolve(undefined));
      void process.guarded(async () => {
        try {
          resolve({ value: await work(process) });
        } catch (error) {
          resolve(undefined);
          throw error;
        }
      });
    });
  }
}

const clientTimeoutMs = 10_000;
