import type { TaskOutcome } from "../../lib/engine/journal-port.ts";
import type { Outsider } from "./scenario.ts";
import type { ApiClient } from "./simulated.ts";

/** Somebody who has got a task token, and whose word is held against what is recorded. */
export class TokenHolder implements Outsider {
  private readonly client: ApiClient;
  private readonly taskToken: string;

  constructor(client: ApiClient, taskToken: string) {
    this.client = client;
    this.taskToken = taskToken;
  }

  get way(): number | undefined {
    return this.client.way;
  }

  sleepAbout(milliseconds: number): Promise<void> {
    return this.client.sleepAbout(milliseconds);
  }

  sleepNear(milliseconds: number): Promise<void> {
    const { random, options } = this.client.world;
    const more = options.isRough ? random.below(2 * nearMs) - nearMs : 0;
    return this.client.sleep(milliseconds + more);
  }

  async answer(outcome: TaskOutcome): Promise<void> {
    const refusal = await this.client.answerTask(this.taskToken, outcome);
    if (refusal === undefined) this.client.world.ledger.accepted(this.taskToken, outcome);
  }

  async beat(): Promise<boolean> {
    const { scheduler, ledger } = this.client.world;
    const sentMs = scheduler.nowMs;
    const refusal = await this.client.heartbeat(this.taskToken);
    if (refusal === undefined) ledger.beaten(this.taskToken, sentMs);
    return refusal === undefined;
  }
}

const nearMs = 4_000;
