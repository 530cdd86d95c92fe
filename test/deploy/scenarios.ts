import type { Scenario } from "./scenario.ts";
import { callbacks } from "./scenarios/callbacks.ts";
import { examples } from "./scenarios/examples.ts";
import { processes } from "./scenarios/processes.ts";

/** All that is compared. */
export const scenarios: readonly Scenario[] = [...examples, ...callbacks, ...processes];

/** What the simulation has and an emulated AWS cannot show, and why; it is printed. */
export const notComparable: { readonly [golden: string]: string } = {
  "an answer before the request is accepted":
    "SendMessage cannot be held back on MiniStack's SQS: there, it is always accepted first",
};
