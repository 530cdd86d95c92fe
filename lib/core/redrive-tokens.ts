import type { RedriveToken, Snapshot } from "./snapshot.ts";

type Redriven = Pick<Snapshot, "redriveToken" | "redrivenMs" | "earlierRedriveTokens">;

/**
 * The redrive that was asked for with the same client token, if it is not long ago: it is not done
 * again. https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
 */
export function redriveBy(
  token: string | undefined,
  { redriveToken, redrivenMs = 0, earlierRedriveTokens = [] }: Redriven,
  nowMs: number,
): RedriveToken | undefined {
  if (token === undefined) return undefined;
  const last = redriveToken === undefined ? [] : [{ token: redriveToken, atMs: redrivenMs }];
  return [...earlierRedriveTokens, ...last].findLast(
    (used) => used.token === token && nowMs - used.atMs <= validMs,
  );
}

const validMs = 15 * 60 * 1_000;
