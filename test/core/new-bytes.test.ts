import { describe, expect, it } from "vitest";
import { advance } from "../../lib/core/advance.ts";
import { compileMachine } from "../../lib/core/machine.ts";
import { createSnapshot } from "../../lib/core/snapshot-json.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";
import { standardExecution as info } from "./standard-execution.ts";

/** A loop whose every state makes a new document of the input. */
const growing = {
  StartAt: "A",
  States: {
    A: { Type: "Pass", Parameters: { "text.$": "$.text", "id.$": "States.UUID()" }, Next: "A" },
  },
} as unknown as StateMachineDefinition;
const copying = {
  StartAt: "A",
  States: { A: { Type: "Pass", Next: "A" } },
} as unknown as StateMachineDefinition;

async function firstStep(definition: StateMachineDefinition, input: JsonValue) {
  const start = { type: "start", at: 0, seed: 1, input } as const;
  return advance(compileMachine(definition), createSnapshot(info), [start]);
}

describe("the budget of a step", () => {
  it("ends it after 256 KiB of new data, and a state more", async () => {
    const { events, more } = await firstStep(growing, { text: "x".repeat(50_000) });
    expect(more).toBe(true);
    expect(events.length).toBeGreaterThan(8);
    expect(events.length).toBeLessThan(16);
  });

  it("counts a small document each time that an event has it", async () => {
    const { events, more } = await firstStep(copying, { text: "x".repeat(2_000) });
    expect(more).toBe(true);
    expect(events.length).toBeGreaterThan(100);
    expect(events.length).toBeLessThan(150);
  });

  it("counts a large document once, however many events have it", async () => {
    const { events } = await firstStep(copying, { text: "x".repeat(50_000) });
    expect(events.length).toBeGreaterThanOrEqual(1_000);
  });

  it("lets a thousand events pass where they say little", async () => {
    const { events } = await firstStep(copying, {});
    expect(events.length).toBeGreaterThanOrEqual(1_000);
  });
});
