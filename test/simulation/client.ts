import type { Stimulus } from "../../lib/core/stimulus.ts";
import type { TaskOutcome } from "../../lib/engine/journal-port.ts";
import type { ActivityTask } from "../../lib/engine/ports.ts";
import { startExecution } from "../../lib/engine/start-execution.ts";
import { findStartTarget, startable } from "../../lib/engine/startable.ts";
import {
  answerTask,
  sendHeartbeat,
  type TaskRefusal,
  takeActivityTask,
} from "../../lib/engine/task-answers.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";
import type { Operator } from "./scenario.ts";
import type { ApiClient, SimulatedProcess, SimulatedWorld } from "./simulated.ts";
import { compiled } from "./state-machines.ts";

/** A caller of the API, which repeats what was not answered until it is. */
export class Client implements Operator, ApiClient {
  readonly world: SimulatedWorld;

  constructor(world: SimulatedWorld) {
    this.world = world;
  }

  get way(): number | undefined {
    return this.world.options.way;
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
    const { stateMachineArn, type } = this.machine;
    await this.request("start", async ({ engine, ports }) => {
      // Nothing tells a repeated start of an Express execution from another one.
      if (type === "EXPRESS" && !this.world.journal.all().next().done) return;
      const target = await findStartTarget(ports.definitions, stateMachineArn, 0);
      if (target === undefined) throw new Error("a state machine stays");
      const machine = await startable(engine.machines, target);
      const driver = await startExecution(engine, machine, { name: "e", input });
      await ports.wakeQueue.send(driver?.executionArn ?? this.executionArn);
    });
  }

  /** UpdateStateMachine: of two at once, one begins anew. */
  async update(definition: StateMachineDefinition): Promise<void> {
    const { stateMachineArn } = this.machine;
    const { text, hash } = compiled(definition);
    await this.request("update", async ({ ports: { definitions } }) => {
      for (;;) {
        const record = await definitions.get(stateMachineArn);
        if (record?.kind !== "stateMachine") throw new Error("a state machine stays");
        if (record.revision.definitionHash === hash) return;
        await definitions.putText(hash, text);
        const revision = { ...record.revision, revisionId: hash, definitionHash: hash };
        if (await definitions.put({ ...record, revision, edition: record.edition + 1 })) return;
      }
    });
  }

  /** UpdateMapRun, of the only one. */
  updateMapRun(maxConcurrency: number): Promise<boolean> {
    return this.request("updateMapRun", async ({ engine }) => {
      const [run] = [...this.world.mapRunJournal.all()];
      if (run === undefined) return false;
      return engine.mapRuns.update(run.meta.info.mapRunArn, { maxConcurrency });
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
    let milliseconds = 500;
    while (this.world.journal.load(this.executionArn)?.snapshot?.status !== status) {
      await this.sleep(milliseconds);
      // What takes long may take for ever, and is looked at for as long as the world lasts.
      milliseconds = Math.min(Math.ceil(1.2 * milliseconds), dayMs);
    }
  }

  /** Time goes by until the name is free again. */
  async isForgotten(): Promise<void> {
    const { world } = this;
    for (;;) {
      world.forgottenMs = Number.MAX_SAFE_INTEGER;
      const isFree = world.journal.load(this.executionArn) === undefined;
      world.forgottenMs = 0;
      if (isFree) return;
      await this.sleep(100);
    }
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.world.scheduler.after(milliseconds, resolve));
  }

  sleepAbout(milliseconds: number): Promise<void> {
    const { random, options } = this.world;
    return this.sleep(options.isRough ? random.below(2 * milliseconds) : milliseconds);
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
const dayMs = 86_400_000;
