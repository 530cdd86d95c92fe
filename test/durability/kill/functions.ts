import { appendFileSync } from "node:fs";
import type { TaskContext } from "../../../lib/integrations/task-context.ts";

// The functions that the executions call. Each says when it begins and ends, in a file that only
// grows, so that it outlives the process.

export async function work(event: unknown, context: TaskContext): Promise<unknown> {
  log("begin", context);
  // Some answer at once, some are under way when the process is killed.
  if (context.attempt % 3 !== 0) await pause(context.attempt % 20);
  log("end", context);
  return event;
}

export function flaky(event: unknown, context: TaskContext): unknown {
  log("begin", context);
  log("end", context);
  if (context.retryCount < 2) throw Object.assign(new Error("once more"), { name: "Flaky" });
  return event;
}

export function ask(event: { readonly token: string }, context: TaskContext): object {
  log("begin", context);
  write(`token ${event.token}`);
  log("end", context);
  return {};
}

function log(what: string, { executionArn, attempt }: TaskContext): void {
  write(`${what} ${executionArn} ${attempt}`);
}

function write(line: string): void {
  appendFileSync(process.env.STEPWRIGHT_ATTEMPTS ?? "", `${line}\n`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
