import type { Resolution, ResolutionOutcome } from "./journal-port.ts";

/**
 * Does the newer resolution take the place of the one that is there? A final one stays, unless
 * its execution has been redriven since. A claim gives way to what is final, and to the one claim
 * that names it.
 */
export function replaces(newer: Resolution, there: Resolution): boolean {
  if (isFinal(there)) return (newer.redrive ?? 0) > (there.redrive ?? 0);
  return rules[newer.outcome.type](newer.outcome as never, there);
}

/** Does it end the attempt? Then somebody must look; the others only keep a place. */
export function isFinal({ outcome }: Resolution): boolean {
  return outcome.type !== "heartbeat" && outcome.type !== "claimed";
}

const always = (): boolean => true;

/** By the newer one's type, where the one that is there is not final. */
const rules: {
  readonly [T in ResolutionOutcome["type"]]: (
    newer: Extract<ResolutionOutcome, { readonly type: T }>,
    there: Resolution,
  ) => boolean;
} = {
  succeeded: always,
  failed: always,
  replied: always,
  childEnded: always,
  mapRunAborted: always,
  heartbeat: (_newer, { outcome }) => outcome.type === "heartbeat",
  expired: ({ lastBeatMs }, { at, outcome }) => outcome.type !== "heartbeat" || lastBeatMs === at,
  claimed: (newer, { outcome }) => outcome.type === "claimed" && newer.replaces === outcome.nonce,
};
