import type { TaskRequest } from "../engine/ports.ts";
import type { TaskReply } from "../engine/task-reply.ts";
import { jsonFromPlain } from "../integrations/plain-json.ts";
import type { TaskHandler } from "../integrations/task-handler.ts";

/** What a Task's attempt comes to, instead of being made. */
export type Mock =
  /** The Task's whole result, of a callback or `.sync` Task too. */
  | (Delay & { readonly result: unknown })
  | (Delay & {
      readonly error: string;
      readonly cause?: string;
      /** Where it fails: while the service works (the default), or before that. */
      readonly at?: "run" | "schedule" | "start" | "submit";
    })
  /** The service says that it timed out: States.Timeout. */
  | (Delay & { readonly timeout: true; readonly cause?: string })
  /** Never answers: only the state's own timeouts end it. */
  | { readonly never: true }
  /** A callback Task whose request was accepted; the answer comes from elsewhere, or never. */
  | (Delay & { readonly submitted: unknown })
  | TaskHandler;

interface Delay {
  /** The attempt takes this long, in the execution's time. */
  readonly afterSeconds?: number;
}

/**
 * One mock for all attempts; or a list, one for each attempt in the order in which they are
 * scheduled (retries count, and so do a loop's and a Map's iterations); or by attempt, as in Step
 * Functions Local's file: `{"0": …, "1-2": …}`.
 */
export type StateMocks = Mock | readonly Mock[] | { readonly [attempts: string]: Mock };

/** By state name. */
export type Mocks = { readonly [stateName: string]: StateMocks };

/** What stands for the n-th call of a state: a mock, or why there is none. */
export type MockChoice = { readonly mock: Mock } | { readonly missing: string } | undefined;

/** The mock of the n-th call (from 0) of the state; undefined: the state has none at all. */
export function chooseMock(mocks: Mocks, stateName: string, call: number): MockChoice {
  const stateMocks = Object.hasOwn(mocks, stateName) ? mocks[stateName] : undefined;
  if (stateMocks === undefined) return undefined;
  if (isList(stateMocks)) {
    const mock = stateMocks[call];
    return mock === undefined ? missing(stateName, call, `${stateMocks.length} mocks`) : { mock };
  }
  if (!isByAttempt(stateMocks)) return { mock: stateMocks };
  for (const [attempts, mock] of Object.entries(stateMocks)) {
    const [first = 0, last = first] = attempts.split("-").map(Number);
    if (call >= first && call <= last) return { mock };
  }
  return missing(stateName, call, `mocks for ${Object.keys(stateMocks).join(", ")}`);
}

/** What the mock is to the engine. `waits`: a `.sync` or callback Task, submitted first. */
export function replyOf(
  mock: Exclude<Mock, TaskHandler>,
  { task }: TaskRequest,
  waits: boolean,
): TaskReply {
  if ("never" in mock) return waits ? { type: "submitted", output: {} } : { type: "silent" };
  const submitted = waits ? {} : undefined;
  if ("result" in mock) {
    return { type: "succeeded", output: jsonFromPlain(mock.result), submitted };
  }
  if ("submitted" in mock) return { type: "submitted", output: jsonFromPlain(mock.submitted) };
  if ("timeout" in mock) {
    const cause = mock.cause ?? `the mock of "${task.stateName}" times out`;
    return { type: "timedOut", error: "States.Timeout", cause, submitted };
  }
  const { error, cause, at = "run" } = mock;
  if (at !== "run") return { type: `${at}Failed`, error, cause };
  const type = timeouts.has(error) ? "timedOut" : "failed";
  return { type, error, cause, submitted };
}

const timeouts = new Set(["States.Timeout", "States.HeartbeatTimeout"]);

function isList(mocks: StateMocks): mocks is readonly Mock[] {
  return Array.isArray(mocks);
}

function isByAttempt(mocks: StateMocks): mocks is { readonly [attempts: string]: Mock } {
  if (typeof mocks === "function") return false;
  const keys = Object.keys(mocks);
  return keys.length > 0 && keys.every((key) => /^\d+(?:-\d+)?$/.test(key));
}

function missing(stateName: string, call: number, has: string): MockChoice {
  const what = `call ${call} of state "${stateName}" has no mock (counting from 0; it has ${has})`;
  return { missing: `${what}: add one, or give one mock that is not in a list for all calls` };
}
