import type { Snapshot } from "../../../lib/core/snapshot.ts";
import { createSnapshot } from "../../../lib/core/snapshot-json.ts";
import type {
  ExecutionMeta,
  JournalRecord,
  Resolution,
  ResolutionOutcome,
} from "../../../lib/engine/journal-port.ts";

export const arn = "arn:aws:states:us-east-1:123456789012:execution:M:e";
export const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";

const info = {
  executionArn: arn,
  name: "e",
  roleArn: "arn:aws:iam::123456789012:role/M",
  stateMachineArn,
  stateMachineName: "M",
  type: "STANDARD",
} as const;

export function metaOf(fields: Partial<ExecutionMeta> = {}): ExecutionMeta {
  return { incarnation: 7, info, input: 1, startedMs: 1, seed: 0, ...fields };
}

/** Record n with two events, whose nonce is its own. */
export function recordOf(number: number, fields: Partial<JournalRecord> = {}): JournalRecord {
  return {
    incarnation: 7,
    number,
    nonce: 100 + number,
    before: stateOf(number - 1),
    snapshot: stateOf(number),
    events: [2 * number - 1, 2 * number].map((id) => eventOf(id)),
    unconfirmed: [],
    consumed: [],
    dueMs: undefined,
    expiresMs: undefined,
    ...fields,
  };
}

export function stateOf(number: number, fields: Partial<Snapshot> = {}): Snapshot {
  return { ...createSnapshot(info), nowMs: number, nextEventId: 2 * number + 1, ...fields };
}

export function eventOf(id: number, output: unknown = id) {
  const details = { name: "S", output };
  const type = "PassStateExited";
  return { id, previousEventId: id - 1, type, timestampMs: id, details } as never;
}

export function answerOf(
  attempt: number,
  outcome: ResolutionOutcome = { type: "succeeded", output: attempt },
  at = attempt,
): Resolution {
  return { incarnation: 7, attempt, at, outcome };
}

/** A text that no compression makes much shorter. */
export function textOf(length: number, seed = length): string {
  let [text, state] = ["", seed >>> 0];
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state.toString(36);
  }
  return text.slice(0, length);
}
