import { describe, expect, it } from "vitest";
import type { Snapshot, Thread } from "../../lib/core/snapshot.ts";
import { createSnapshot } from "../../lib/core/snapshot-json.ts";
import { Vector } from "../../lib/core/vector.ts";
import { executionState } from "../../lib/engine/execution-state.ts";
import { ValuePacker, ValueUnpacker } from "../../lib/engine/large-values.ts";
import { standardExecution as execution } from "../core/standard-execution.ts";

const thread: Thread = {
  id: 0,
  parent: undefined,
  index: 0,
  mapItem: undefined,
  state: "A",
  phase: { type: "entering", again: false },
  input: {},
  variables: {},
  tip: 1,
  enteredEventId: 1,
  enteredMs: 1,
  retryCount: 0,
  retries: [],
};

/** Another value for each field that a record can change. */
const headValues: Omit<Required<Snapshot>, "execution" | "input" | "threads"> = {
  status: "FAILED",
  output: { is: "there" },
  error: "Odd",
  cause: "because",
  nowMs: 7,
  startedMs: 7,
  stoppedMs: 7,
  expiresMs: 7,
  dueMs: 7,
  nextEventId: 7,
  redriveCount: 7,
  redrivenMs: 7,
  redriveToken: "token",
  earlierRedriveTokens: [{ token: "earlier", atMs: 7 }],
  ready: [0],
  variablesBytes: 7,
  seed: 7,
  draws: 7,
};
const threadValues: Omit<Required<Thread>, "id"> = {
  parent: 7,
  index: 7,
  mapItem: { Index: 7 },
  state: "B",
  phase: { type: "waiting", untilMs: 7 },
  input: [7],
  variables: { seven: 7 },
  tip: 7,
  enteredEventId: 7,
  enteredMs: 7,
  retryCount: 7,
  retries: [7],
};

const before: Snapshot = { ...createSnapshot(execution), threads: Vector.from([thread]) };

function reread(former: Snapshot, now: Snapshot): Snapshot {
  const packer = new ValuePacker();
  const text = executionState.changes(former, now, packer);
  const texts = new Map(packer.values.map((value) => [value.hash, value.text()]));
  const unpacker = new ValueUnpacker((hash) => texts.get(hash));
  return executionState.read(former, JSON.parse(text), unpacker, { info: execution } as never);
}

describe("a record has each field that has changed", () => {
  for (const [name, value] of Object.entries(headValues)) {
    it(`${name} of an execution, and its former value again`, () => {
      const now = { ...before, [name]: value };
      expect(reread(before, now)).toEqual(now);
      expect(reread(now, before)).toEqual(before);
    });
  }

  for (const [name, value] of Object.entries(threadValues)) {
    it(`${name} of a thread`, () => {
      const now = { ...before, threads: Vector.from([{ ...thread, [name]: value }]) };
      const [read] = reread(before, now).threads.values();
      expect(read).toEqual({ ...thread, [name]: value });
    });
  }
});
