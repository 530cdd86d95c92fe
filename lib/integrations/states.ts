import { whenDone } from "../core/maybe-promise.ts";
import type { TaskReply } from "../engine/task-reply.ts";
import type { JsonValue } from "../language/json.ts";
import type { ServiceIntegration } from "./service-integration.ts";
import { startElsewhere } from "./start-elsewhere.ts";
import { startNested, stateMachineMissing } from "./start-execution.ts";
import { TaskError } from "./task-handler.ts";

/**
 * `arn:aws:states:::states:startExecution`: a state machine that is here is started here; another
 * one at the other Step Functions endpoint, if the host has one.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export const states: ServiceIntegration = (call) => {
  const { request, resource, services } = call;
  const reply = startNested(services.engine, request, resource.pattern);
  return whenDone(reply, (reply) => {
    if (reply !== undefined) return outputOf(reply);
    if (services.hasOtherStateMachines === true) return startElsewhere(call);
    return outputOf(stateMachineMissing(request));
  });
};

function outputOf(reply: TaskReply): JsonValue {
  if ("output" in reply) return reply.output;
  const { error = "", cause } = reply as TaskReply<"failed">;
  throw new TaskError(error, cause);
}
