import { digest } from "../data/digest.ts";
import type { Limits } from "../data/limits.ts";
import type { Path } from "../data/path.ts";
import type { Entropy, Scope } from "../data/scope.ts";
import { formatTimestamp } from "../language/grammar/timestamp.ts";
import type { JsonObject, JsonValue, MutableJsonObject } from "../language/json.ts";
import type { StateType } from "../language/state-machine.ts";
import type { CompiledState } from "./compiled-state.ts";
import type { Draft, DraftThread } from "./draft.ts";
import { readField } from "./read-field.ts";

/** What a state's handler is given: the thread, and all that its expressions can see. */
export class StateScope implements Scope {
  readonly draft: Draft;
  readonly thread: DraftThread;
  readonly state: CompiledState;
  /** What `$` is now: the raw input at first, then what the data flow makes of it. */
  input: JsonValue;
  result: JsonValue | undefined = undefined;
  errorOutput: JsonValue | undefined = undefined;
  private item: JsonObject | undefined = undefined;
  private token: string | undefined = undefined;
  private builtContext: JsonObject | undefined = undefined;
  private builtVariables: JsonObject | undefined = undefined;

  constructor(draft: Draft, thread: DraftThread, state: CompiledState) {
    this.draft = draft;
    this.thread = thread;
    this.state = state;
    this.input = thread.input;
  }

  get context(): JsonObject {
    this.builtContext ??= this.draft.givenContext ?? this.buildContext();
    return this.builtContext;
  }

  get variables(): JsonObject {
    this.builtVariables ??= this.gatherVariables();
    return this.builtVariables;
  }

  get entropy(): Entropy {
    return this.draft.entropy;
  }

  get nowMs(): number {
    return this.draft.head.nowMs;
  }

  get limits(): Limits {
    return this.draft.limits;
  }

  /** The task token of this attempt: made when it is first asked for. */
  get taskToken(): string | undefined {
    if (this.token === undefined && hasTaskToken(this.state)) {
      this.token = makeTaskToken(this.draft);
    }
    return this.token;
  }

  /** The token, if an expression has asked for it. */
  get usedTaskToken(): string | undefined {
    return this.token;
  }

  /** The scope of a Map's ItemSelector for one item. */
  forItem(item: JsonObject): StateScope {
    const scope = new StateScope(this.draft, this.thread, this.state);
    scope.input = this.input;
    scope.item = item;
    return scope;
  }

  /** InputPath: the raw input becomes the effective input. */
  readInput(inputPath: Path | null): void {
    this.input = readField(inputPath, this);
  }

  /** Tells TestState of a value on its way. */
  inspect(name: string, value: JsonValue | undefined): void {
    this.draft.inspect?.(name, value);
  }

  /** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  private buildContext(): JsonObject {
    const { draft, thread } = this;
    const { execution, head } = draft;
    const context: MutableJsonObject = {
      Execution: {
        Id: execution.executionArn,
        Input: head.input ?? {},
        Name: execution.name,
        RoleArn: execution.roleArn,
        StartTime: formatTimestamp(head.startedMs ?? head.nowMs),
        // Observed on AWS 2024-07-15: a synchronous Express execution has no RedriveCount.
        ...(execution.synchronous !== true && { RedriveCount: head.redriveCount }),
        ...(head.redrivenMs !== undefined && { RedriveTime: formatTimestamp(head.redrivenMs) }),
      },
      State: {
        EnteredTime: formatTimestamp(thread.enteredMs),
        Name: thread.state,
        ...(retryable.has(this.state.type) && { RetryCount: thread.retryCount }),
      },
      StateMachine: { Id: execution.stateMachineArn, Name: execution.stateMachineName },
    };
    const { taskToken } = this;
    if (taskToken !== undefined) context.Task = { Token: taskToken };
    const item = this.item ?? this.nearestItem();
    if (item !== undefined) context.Map = { Item: item };
    return context;
  }

  private nearestItem(): JsonObject | undefined {
    let thread: { mapItem: JsonObject | undefined; parent: number | undefined } | undefined =
      this.thread;
    while (thread !== undefined) {
      if (thread.mapItem !== undefined) return thread.mapItem;
      thread = thread.parent === undefined ? undefined : this.draft.peek(thread.parent);
    }
    return this.draft.execution.mapItem;
  }

  /** The thread's own scope and all outer ones. Names never shadow, so the order is free. */
  private gatherVariables(): JsonObject {
    let { variables, parent } = this.thread as {
      variables: JsonObject;
      parent: number | undefined;
    };
    while (parent !== undefined) {
      const outer = this.draft.peek(parent);
      if (outer === undefined) break;
      variables = { ...outer.variables, ...variables };
      parent = outer.parent;
    }
    return variables;
  }
}

/** States that can have Retriers: only these have a RetryCount. Observed on AWS 2023-10-24. */
const retryable: ReadonlySet<StateType> = new Set(["Task", "Parallel", "Map"]);

/** `$$.Task.Token` exists where somebody outside may answer, or where a service answers later. */
function hasTaskToken(state: CompiledState): boolean {
  if (state.type !== "Task") return false;
  const { resource } = state;
  return (
    resource.kind === "activity" ||
    (resource.kind === "service" && resource.pattern !== "requestResponse")
  );
}

/**
 * An opaque text that still says whose it is: the execution, the attempt (its Scheduled event is
 * the next one), and 128 bits that nobody can guess. `readTaskToken` takes it apart.
 */
function makeTaskToken(draft: Draft): string {
  const { executionArn } = draft.execution;
  const attempt = draft.head.nextEventId;
  const { secret } = draft;
  // Who knows some tokens of an execution cannot tell the others.
  const proof =
    secret === undefined ? draft.entropy.uuid() : digest(`${secret}|${executionArn}|${attempt}`);
  return toBase64([executionArn, attempt, proof].join("|"));
}

/** The execution and attempt of a task token; undefined where the text is none of ours. */
export function readTaskToken(
  token: string,
): { readonly executionArn: string; readonly attempt: number } | undefined {
  const parts = fromBase64(token).split("|");
  const [executionArn, attempt, secret] = parts;
  if (parts.length !== 3 || !executionArn || !secret || !/^[1-9][0-9]*$/.test(attempt ?? "")) {
    return undefined;
  }
  return { executionArn, attempt: Number(attempt) };
}

function toBase64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

function fromBase64(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}
