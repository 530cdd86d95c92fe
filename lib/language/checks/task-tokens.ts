import { warning } from "../diagnostic-codes.ts";
import { type JsonValue, ownValue } from "../json.ts";
import { parseResource } from "../resource.ts";
import type { Check } from "./check.ts";
import { fieldOf, leavesOf } from "./parts.ts";

/**
 * A task that waits for its token gives it to the service that it calls, or waits for ever.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
 */
export const taskTokens: Check = function* ({ states }) {
  for (const { fields, parts, type, language } of states) {
    const resource = ownValue(fields, "Resource");
    if (type !== "Task" || typeof resource !== "string") continue;
    const parsed = parseResource(resource);
    if (parsed.kind !== "service" || parsed.pattern !== "waitForTaskToken") continue;
    const [state] = parts;
    const name = language === "JSONata" ? "Arguments" : "Parameters";
    const given = state && fieldOf(state, name);
    if (given === undefined || leavesOf(given).some(({ value }) => givesToken(value))) continue;
    yield warning(
      "UNUSED_TASK_TOKEN",
      given.pointer,
      `"${name}" does not hold the task token, so that nobody can answer: give it as ` +
        (language === "JSONata" ? "{% $states.context.Task.Token %}" : "$$.Task.Token"),
    );
  }
};

/** Whether a text may stand for the token: it has it, the whole Context Object, or a variable. */
function givesToken(value: JsonValue): boolean {
  return typeof value === "string" && /Task|\$\$|context|\$\{|\$[A-Za-z]/.test(value);
}
