import { textIn } from "../../../lib/adapters/aws/attributes.ts";
import { readTaskToken } from "../../../lib/core/state-scope.ts";
import { writeDocument } from "../../../lib/data/document.ts";
import type { TaskOutcome } from "../../../lib/engine/journal-port.ts";
import type { TaskRefusal } from "../../../lib/engine/task-answers.ts";
import type { JsonValue } from "../../../lib/language/json.ts";
import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import type { Operator } from "../scenario.ts";
import type { ApiClient, TakenTask } from "../simulated.ts";
import type { ApiAnswer, ApiCaller } from "./aws-scenario.ts";
import type { SimulatedCloud } from "./simulated-cloud.ts";

/** What the API has answered. */
interface Answered {
  readonly status: number;
  readonly body: ApiAnswer;
}

/** A caller of the API, which repeats what was not answered until it is. */
export class AwsClient implements ApiClient, ApiCaller, Operator {
  readonly world: SimulatedCloud;

  constructor(world: SimulatedCloud) {
    this.world = world;
  }

  get way(): number | undefined {
    return this.world.options.way;
  }

  get isFaulty(): boolean {
    return this.world.options.plan.isFaulty;
  }

  keeps(arn: string): boolean {
    return [...this.world.dynamoDb.items()].some((item) => textIn(item, "pk") === arn);
  }

  get executionArn(): string {
    return `${this.machine.stateMachineArn.replace(":stateMachine:", ":execution:")}:e`;
  }

  get machine() {
    const [machine] = this.world.machines;
    if (machine === undefined) throw new Error("a scenario has a machine");
    return machine;
  }

  start(): Promise<void> {
    return this.startNamed("e", this.world.options.scenario.input);
  }

  /** StartExecution, until it is answered. */
  async startNamed(name: string, input: JsonValue): Promise<void> {
    const { stateMachineArn, type } = this.machine;
    const request = { stateMachineArn, name, input: writeDocument(input) };
    for (;;) {
      // Nothing tells a repeated start of an Express execution from another one.
      if (type === "EXPRESS" && this.world.book.executions.size > 0) return;
      const answer = await this.once("StartExecution", request);
      const isThere = errorOf(answer) === "ExecutionAlreadyExists";
      if (answer?.status === 200 || isThere) return;
      await this.sleep(700);
    }
  }

  async stop(): Promise<boolean> {
    const { executionArn } = this;
    const stop = { executionArn, error: "Stopped", cause: "by the operator" };
    return (await this.request("StopExecution", stop)).status === 200;
  }

  async redrive(): Promise<boolean> {
    const { executionArn } = this;
    const redrive = { executionArn, clientToken: "once" };
    return (await this.request("RedriveExecution", redrive)).status === 200;
  }

  async update(definition: StateMachineDefinition): Promise<void> {
    const { stateMachineArn } = this.machine;
    const text = writeDocument(definition as unknown as JsonValue);
    await this.request("UpdateStateMachine", { stateMachineArn, definition: text });
  }

  async updateMapRun(maxConcurrency: number): Promise<boolean> {
    const { executionArn } = this;
    const listed = await this.request("ListMapRuns", { executionArn });
    const { mapRuns = [] } = listed.body as { mapRuns?: readonly { mapRunArn: string }[] };
    const [run] = mapRuns;
    if (run === undefined) return false;
    const { mapRunArn } = run;
    return (await this.request("UpdateMapRun", { mapRunArn, maxConcurrency })).status === 200;
  }

  async answerTask(taskToken: string, outcome: TaskOutcome): Promise<TaskRefusal | undefined> {
    if (outcome.type === "succeeded") {
      const output = writeDocument(outcome.output);
      return refusalOf(await this.request("SendTaskSuccess", { taskToken, output }));
    }
    const { error, cause } = outcome;
    return refusalOf(await this.request("SendTaskFailure", { taskToken, error, cause }));
  }

  async heartbeat(taskToken: string): Promise<TaskRefusal | undefined> {
    return refusalOf(await this.request("SendTaskHeartbeat", { taskToken }));
  }

  /** Not repeated, since the answer that was lost may have had a task. */
  async takeTask(activityArn: string): Promise<TakenTask | undefined> {
    const answer = await this.once("GetActivityTask", { activityArn, workerName: "worker" });
    const taskToken = answer?.body.taskToken;
    const named = taskToken === undefined ? undefined : readTaskToken(taskToken);
    return taskToken === undefined || named === undefined ? undefined : { ...named, taskToken };
  }

  async reaches(status: string): Promise<void> {
    const { book } = this.world;
    let milliseconds = 500;
    while (book.executions.get(this.executionArn)?.snapshot?.status !== status) {
      await this.sleep(milliseconds);
      milliseconds = Math.min(Math.ceil(1.2 * milliseconds), dayMs);
    }
  }

  /** Time goes by: TTL deletes META some day, and the stream says so to the sweeper. */
  async isForgotten(): Promise<void> {
    const { world } = this;
    while (!world.isAtRest) await this.sleep(100);
    await this.sleep(retentionMs);
    for (const arn of world.dynamoDb.expire(world.scheduler.nowMs)) world.book.forget(arn);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.world.scheduler.after(milliseconds, resolve));
  }

  sleepAbout(milliseconds: number): Promise<void> {
    const { random, options } = this.world;
    return this.sleep(options.isRough ? random.below(2 * milliseconds) : milliseconds);
  }

  /** Until it is answered with success. */
  async ask(operation: string, input: object, timeoutMs = clientTimeoutMs): Promise<ApiAnswer> {
    for (;;) {
      const answer = await this.once(operation, input, timeoutMs);
      if (answer?.status === 200) return answer.body;
      await this.sleep(700);
    }
  }

  async remove(name: string): Promise<void> {
    const stateMachineArn = this.machine.stateMachineArn.replace(this.machine.name, name);
    await this.ask("DeleteStateMachine", { stateMachineArn });
  }

  /** Until it is answered. */
  private async request(operation: string, input: object): Promise<Answered> {
    for (;;) {
      const answer = await this.once(operation, input);
      if (answer !== undefined && answer.status < 500) return answer;
      this.world.note(undefined, `${operation} again`);
      await this.sleep(700);
    }
  }

  /** Undefined: there was no answer. */
  private once(
    operation: string,
    input: object,
    timeoutMs = operation === "GetActivityTask" ? pollTimeoutMs : clientTimeoutMs,
  ): Promise<Answered | undefined> {
    const { lambda, scheduler } = this.world;
    const body = JSON.stringify(input);
    const event = { "x-amz-target": `AWSStepFunctions.${operation}`, body };
    return new Promise((resolve) => {
      scheduler.after(timeoutMs, () => resolve(undefined));
      void lambda.invoke("api", event).then((answer) => {
        if (answer === undefined) return resolve(undefined);
        const { statusCode, body: text } = answer as { statusCode: number; body: string };
        this.world.note(undefined, `${operation} is answered ${statusCode} ${text.slice(0, 80)}`);
        resolve({ status: statusCode, body: JSON.parse(text) });
      });
    });
  }
}

function errorOf(answer: Answered | undefined): string | undefined {
  return answer?.body.__type?.split("#").at(-1);
}

function refusalOf(answer: Answered): TaskRefusal | undefined {
  return answer.status === 200 ? undefined : (errorOf(answer) as TaskRefusal);
}

const clientTimeoutMs = 10_000;
const pollTimeoutMs = 90_000;
const dayMs = 86_400_000;
const retentionMs = 91 * dayMs;
