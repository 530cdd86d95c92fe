import type { Machine } from "../../core/machine.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import type { ExecutionMeta } from "../../engine/journal-port.ts";
import type { Clock, TaskRequest } from "../../engine/ports.ts";
import { isJsonObject, type JsonValue } from "../../language/json.ts";
import { functionOf } from "./function-of.ts";
import { roleRequest } from "./role-request.ts";

/** Finds out how long functions may take: once in a while, before their Tasks begin. */
export class FunctionTimeouts {
  private readonly ask: AskTimeout;
  private readonly clock: Pick<Clock, "now">;
  private readonly names = new WeakMap<Machine, readonly string[]>();
  private readonly known = new Map<string, KnownTimeout>();

  constructor(ask: AskTimeout, clock: Pick<Clock, "now">) {
    this.ask = ask;
    this.clock = clock;
  }

  /** Undefined: not known. */
  timeoutMs(functionName: string): number | undefined {
    return this.known.get(functionName)?.timeoutMs;
  }

  /** The same; what is not known may be the next time. */
  timeoutOrLater(functionName: string, info: ExecutionInfo): number | undefined {
    const now = this.clock.now();
    if (!this.isFresh(functionName, now)) void this.find(functionName, roleRequest(info), now);
    return this.timeoutMs(functionName);
  }

  /** Finds out about the functions that the machine's definition names. */
  async learn(machine: Machine, { info }: Pick<ExecutionMeta, "info">): Promise<void> {
    const now = this.clock.now();
    const request = roleRequest(info);
    const unknown = this.namesIn(machine).filter((name) => !this.isFresh(name, now));
    await Promise.all(unknown.map((name) => this.find(name, request, now)));
  }

  private namesIn(machine: Machine): readonly string[] {
    const known = this.names.get(machine);
    if (known !== undefined) return known;
    const names = functionNames(machine);
    this.names.set(machine, names);
    return names;
  }

  private isFresh(functionName: string, now: number): boolean {
    const { knownMs = Number.NEGATIVE_INFINITY } = this.known.get(functionName) ?? {};
    return knownMs + freshMs > now;
  }

  private async find(functionName: string, request: TaskRequest, knownMs: number): Promise<void> {
    // Whoever asks meanwhile has what was known before.
    this.known.set(functionName, { timeoutMs: this.timeoutMs(functionName), knownMs });
    let seconds: number | undefined;
    try {
      seconds = await this.ask(functionName, request);
    } catch {
      // Whoever may invoke it need not be allowed to look at it: a runner has the time.
    }
    const timeoutMs = seconds === undefined ? undefined : 1_000 * seconds;
    this.known.set(functionName, { timeoutMs, knownMs });
  }
}

/** In seconds. */
export type AskTimeout = (
  functionName: string,
  request: TaskRequest,
) => Promise<number | undefined>;

interface KnownTimeout {
  readonly timeoutMs: number | undefined;
  /** Since when. */
  readonly knownMs: number;
}

const freshMs = 10 * 60_000;

/** Functions that are named as they are, not by an expression. */
function functionNames(machine: Machine): string[] {
  const names = new Set<string>();
  collect(machine.definition as unknown as JsonValue, names);
  return [...names];
}

function collect(value: JsonValue, names: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if (isJsonObject(value) && value.Type === "Task" && typeof value.Resource === "string") {
    const name = functionOf(value.Resource, value.Parameters ?? value.Arguments ?? null);
    if (name !== undefined && !name.startsWith("{%")) names.add(name);
  }
  for (const part of Object.values(value)) if (part !== undefined) collect(part, names);
}
