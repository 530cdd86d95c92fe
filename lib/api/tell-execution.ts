import type { Answer, Stimulus } from "../core/stimulus.ts";
import type { ApiContext } from "./api-context.ts";

/** Tells an execution something; answers from the record that took it in. */
export async function tellExecution(
  context: ApiContext,
  executionArn: string,
  stimulus: Untimed<Stimulus<"abort" | "redrive">>,
): Promise<Answer> {
  await readyKey(context, executionArn);
  const { engine } = context;
  const { clock } = engine.ports;
  const moment = { at: clock.now(), seed: clock.seed() };
  const answer = await engine.ask(executionArn, { ...stimulus, ...moment });
  await context.told();
  return answer ?? { accepted: false, reason: "executionEnded" };
}

/** Whoever waits for a record that no key can be had for would wait for long. */
async function readyKey({ engine, keys }: ApiContext, executionArn: string): Promise<void> {
  if (keys?.isUsed !== true) return;
  const encryption = (await engine.head(executionArn))?.meta.revision?.encryption;
  if (encryption !== undefined) await keys.ready(encryption);
}

type Untimed<S> = S extends Stimulus ? Omit<S, "at" | "seed"> : never;
