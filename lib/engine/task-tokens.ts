import type { AttemptId } from "../core/command.ts";

/** Which attempt a task token stands for. Built again from the snapshot when one is loaded. */
export class TaskTokens {
  private byToken: Map<string, TokenHolder> | undefined;

  add(taskToken: string, executionArn: string, attempt: AttemptId): void {
    this.byToken ??= new Map();
    this.byToken.set(taskToken, { executionArn, attempt });
  }

  find(taskToken: string): TokenHolder | undefined {
    return this.byToken?.get(taskToken);
  }
}

export interface TokenHolder {
  readonly executionArn: string;
  readonly attempt: AttemptId;
}
