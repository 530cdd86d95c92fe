import { ApiFailure, type Client, pause } from "./client.ts";
import { GrowingFile } from "./growing-file.ts";
import { activityArn, kinds, machines, marker, roleArn, stateMachineArn } from "./machines.ts";

/** Starts executions, answers callbacks, works on activities: knows what was acknowledged. */
export class Load {
  /** Executions whose start was acknowledged. */
  readonly started: string[] = [];
  /** Outputs of results that were acknowledged. */
  readonly answered: string[] = [];
  private readonly client: Client;
  private readonly attempts: GrowingFile;
  private next = 0;
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];
  private stopped = false;

  constructor(client: Client, attempts: string) {
    this.client = client;
    this.attempts = new GrowingFile(attempts);
  }

  /** @param more what every request says besides */
  async create(more: object): Promise<void> {
    for (const name of kinds) {
      const definition = JSON.stringify({ Comment: `${marker}`, ...machines[name] });
      await this.client.insist("CreateStateMachine", { name, definition, roleArn, ...more });
    }
    await this.client.insist("CreateActivity", { name: "Weigh", ...more });
  }

  /** Starts one execution, of the next kind. */
  async start(): Promise<void> {
    const number = this.next++;
    const kind = kinds[number % kinds.length] ?? "";
    const text = `${marker}${"x".repeat(number % 9_000)}`;
    const input = JSON.stringify({ number, items: [1, marker.toString(), 3], text });
    const name = `${kind}-${number}`;
    const request = { stateMachineArn: stateMachineArn(kind), name, input };
    await this.turn();
    try {
      await this.client.insist("StartExecution", request);
    } catch (error) {
      // Started by a request whose answer a kill has cut, and ended since.
      if (!(error instanceof ApiFailure && error.type === "ExecutionAlreadyExists")) throw error;
    } finally {
      this.underWay--;
      this.waiting.shift()?.();
    }
    const arn = stateMachineArn(kind).replace(":stateMachine:", ":execution:");
    this.started.push(`${arn}:${name}`);
  }

  /** So many starts are asked for at once; what is more waits for them. */
  private async turn(): Promise<void> {
    if (this.underWay >= startsMax) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    this.underWay++;
  }

  /** Answers callbacks and activity tasks until it is stopped. */
  async work(): Promise<void> {
    await Promise.all([this.answerCallbacks(), this.weigh(), this.weigh()]);
  }

  stop(): void {
    this.stopped = true;
  }

  private async answerCallbacks(): Promise<void> {
    while (!this.stopped) {
      for (const token of this.newTokens()) {
        void this.answer(token);
      }
      await pause(10);
    }
  }

  private newTokens(): readonly string[] {
    const lines = this.attempts.read();
    const tokens = lines.filter((line) => line.startsWith("token "));
    return tokens.map((line) => line.slice("token ".length));
  }

  private async weigh(): Promise<void> {
    while (!this.stopped) {
      try {
        const { taskToken } = await this.client.call("GetActivityTask", { activityArn });
        if (typeof taskToken === "string") await this.answer(taskToken);
      } catch {
        await pause(20);
      }
    }
  }

  /** What is acknowledged must be found in the history; what is refused came too late. */
  private async answer(taskToken: string): Promise<void> {
    const answer = `${marker} ${this.answered.length}-${Math.random()}`;
    const output = JSON.stringify({ answer });
    try {
      await this.client.insist("SendTaskSuccess", { taskToken, output });
      this.answered.push(output);
    } catch (error) {
      if (this.client.isClosed) return;
      if (!(error instanceof ApiFailure && tooLate.has(error.type))) throw error;
    }
  }
}

const startsMax = 64;
const tooLate = new Set(["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"]);
