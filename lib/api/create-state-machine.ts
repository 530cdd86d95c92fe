import { compileMachine } from "../core/machine.ts";
import { invalidDefinitionMessage } from "../language/aws-validation.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../language/json.ts";
import { readSource } from "../language/source.ts";
import type { StateMachineDefinition, StateMachineType } from "../language/state-machine.ts";
import type { Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";

interface Request {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: StateMachineType;
  readonly loggingConfiguration?: JsonObject;
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
export const createStateMachine: Operation<Request, object> = async (context, request) => {
  const { name, definition, roleArn, type = "STANDARD" } = request;
  checkVersion(request);
  checkLogging(request.loggingConfiguration);
  const refusal = invalidDefinitionMessage(definition, type);
  if (refusal !== undefined) throw new ApiError("InvalidDefinition", refusal);
  const { engine, region, accountId } = context;
  const { definitions, clock } = engine.ports;
  const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
  const createdMs = clock.now();
  // What validation lets pass has the shape of a definition.
  const parsed = readSource(definition, { format: "json" })
    .value as unknown as StateMachineDefinition;
  const machine = compileMachine(parsed);
  await definitions.put({ stateMachineArn, name, type, roleArn, machine, createdMs });
  return { stateMachineArn, creationDate: createdMs / 1_000 };
};

function checkVersion({ publish, versionDescription }: Request): void {
  if (versionDescription === undefined || publish === true) return;
  throw new ApiError(
    "ValidationException",
    "Version description can only be set when publish is true",
  );
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html */
function checkLogging(logging: JsonObject | undefined): void {
  if (logging === undefined || (logging.level ?? "OFF") === "OFF") return;
  const destinations: JsonValue = logging.destinations ?? [];
  if (Array.isArray(destinations) && destinations.length === 1 && isJsonObject(destinations[0])) {
    return;
  }
  const message = "Invalid Logging Configuration: Must specify exactly one Log Destination.";
  throw new ApiError("InvalidLoggingConfiguration", message);
}
