import type { HistoryEvent } from "../../lib/core/history-event.ts";
import type { Snapshot } from "../../lib/core/snapshot.ts";
import { createSnapshot } from "../../lib/core/snapshot-json.ts";
import type { ExecutionMeta, JournalRecord } from "../../lib/engine/journal-port.ts";

export function arnOf(execution: number): string {
  return `arn:aws:states:us-east-1:123456789012:execution:M:e${execution}`;
}

export function metaOf(execution: number): ExecutionMeta {
  return {
    incarnation: 7,
    info: {
      executionArn: arnOf(execution),
      name: `e${execution}`,
      roleArn: "arn:aws:iam::123456789012:role/M",
      stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:M",
      stateMachineName: "M",
      type: "STANDARD",
    },
    input: { execution, text: textOf(execution, 0) },
    startedMs: execution,
    seed: execution,
  };
}

/** How many records the execution gets. */
export function recordsOf(execution: number): number {
  return 1 + (mixed(execution, 0) % 30);
}

/** Record n with events 2n - 1 and 2n: always the same for the same numbers. */
export function recordOf(execution: number, number: number): JournalRecord {
  return {
    incarnation: 7,
    number,
    nonce: nonceOf(execution, number),
    before: number === 1 ? createSnapshot(metaOf(execution).info) : stateOf(execution, number - 1),
    snapshot: stateOf(execution, number),
    events: eventsOf(execution, number),
    unconfirmed: [],
    consumed: [],
    dueMs: number % 3 === 0 ? undefined : number,
    expiresMs: undefined,
  };
}

export function stateOf(execution: number, number: number): Snapshot {
  return {
    ...createSnapshot(metaOf(execution).info),
    startedMs: execution,
    input: metaOf(execution).input,
    nowMs: number,
    nextEventId: 2 * number + 1,
    output: textOf(execution, number),
  };
}

export function eventsOf(execution: number, number: number): readonly HistoryEvent[] {
  return [2 * number - 1, 2 * number].map((id) => ({
    id,
    previousEventId: id - 1,
    type: "PassStateEntered" as const,
    timestampMs: number,
    details: { name: `S${number}`, input: textOf(execution, number) },
  }));
}

/** Some hundred characters, now and then many thousand. */
function textOf(execution: number, number: number): string {
  const random = mixed(execution, number);
  return `${random}`.repeat(random % 16 === 0 ? 900 : random % 60);
}

function nonceOf(execution: number, number: number): number {
  return 1_000 * execution + number;
}

function mixed(left: number, right: number): number {
  let hash = Math.imul(left + 1, 0x9e3779b1) ^ Math.imul(right + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}
