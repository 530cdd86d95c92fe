import { describe, expect, it } from "vitest";
import type { Stimulus } from "../../lib/core/stimulus.ts";
import { Inbox } from "../../lib/engine/inbox.ts";
import type { Resolution } from "../../lib/engine/journal-port.ts";

const failed: Stimulus = { type: "taskFailed", attempt: 3, at: 0, seed: 0 };
const resolution = (redrive?: number): Resolution => ({
  incarnation: 1,
  attempt: 3,
  at: 0,
  outcome: { type: "failed" },
  redrive,
});
/** What the step after a lost race takes in, where others have left these resolutions. */
const takenAfter = (told: Resolution, left: readonly Resolution[]) => {
  const inbox = new Inbox();
  inbox.offerResolution(told, [failed]);
  inbox.putBack(inbox.take());
  inbox.keepResolutions(left);
  return inbox.take();
};

describe("what waits when others have gone on", () => {
  it("is an answer that is still there", () => {
    const taken = takenAfter(resolution(), [resolution()]);
    expect(taken).toEqual({ stimuli: [failed], consumed: [3] });
  });

  it("is not the end of a Map Run in whose place there is that of its redrive", () => {
    const taken = takenAfter(resolution(0), [resolution(1)]);
    expect(taken).toEqual({ stimuli: [], consumed: [] });
  });

  it("is not the end of a Map Run that they have taken in, and redriven", () => {
    expect(takenAfter(resolution(0), [])).toEqual({ stimuli: [], consumed: [] });
  });

  it("is nothing that was to be consumed without a word", () => {
    const inbox = new Inbox();
    inbox.consume(3);
    inbox.putBack(inbox.take());
    inbox.keepResolutions([resolution()]);
    expect(inbox.take().consumed).toEqual([]);
    expect(inbox.hasResolution(3)).toBe(false);
  });
});
