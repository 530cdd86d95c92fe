import type { Answer, Stimulus } from "../core/stimulus.ts";
import type { ApiContext } from "./api-context.ts";

/** Tells an execution something; answers from the record that took it in. */
export async function tellExecution(
  context: ApiContext,
  executionArn: string,
  stimulus: ToldStimulus,
): Promise<Answer> {
  const { engine } = context;
  const { clock } = engine.ports;
  const moment = { at: clock.now(), seed: clock.seed() };
  let answer: Answer | undefined;
  const answered = new Promise<void>((resolve, reject) => {
    const told = engine.tell(executionArn, { ...stimulus, ...moment }, (given) => {
      answer = given;
      resolve();
    });
    Promise.resolve(told)
      .then(() => engine.lookAt(executionArn))
      .catch(reject);
  });
  await answered;
  await context.told();
  return answer ?? { accepted: false, reason: "executionEnded" };
}

type ToldStimulus = Untimed<Stimulus<"abort" | "redrive">>;
type Untimed<S> = S extends Stimulus ? Omit<S, "at" | "seed"> : never;
