/** The sweeper comes so often. */
export const sweepEveryMs = 60_000;

/** It sends exact wake-ups for what falls due so soon. */
export const sweepAheadMs = 180_000;

/** An instant farther off is certainly seen by a sweep before it comes. */
export const sweptMs = sweepAheadMs + sweepEveryMs;

/**
 * So long after its instant what is still in the index counts as forgotten: its wake-up was lost,
 * or whoever had it in hand has died.
 */
export const overdueMs = 30_000;
