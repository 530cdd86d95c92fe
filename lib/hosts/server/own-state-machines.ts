import { ApiError } from "../../api/api-error.ts";
import type { Caller } from "../../api/protocol-caller.ts";
import type { Shape, StructureShape } from "../../api/request-shape.ts";
import { type OperationName, requestShapes, shapes } from "../../api/request-shapes.ts";
import { readDocument, writeDocument } from "../../data/document.ts";
import { unsupportedField } from "../../integrations/parameter-faults.ts";
import {
  type SdkAnswer,
  type SdkCall,
  type SdkCaller,
  SdkFailure,
} from "../../integrations/sdk/sdk-caller.ts";
import { requestId } from "../../integrations/task-context.ts";
import { TaskError } from "../../integrations/task-handler.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../language/json.ts";
import { plainValue } from "../../language/plain-value.ts";
import { sdkMemberName } from "../../language/sdk-names.ts";

/** Calls an operation of this server; answers the response's JSON text. Throws ApiError. */
export type OwnCall = (
  operation: OperationName,
  request: JsonObject,
  caller: Caller,
  signal: AbortSignal,
) => Promise<string>;

/**
 * Makes calls of `aws-sdk:sfn` in the process: they mean this server, whose task tokens and
 * executions no other one has, and need no package. Other services' calls go on.
 */
export class OwnStateMachines implements SdkCaller {
  private readonly callOwn: OwnCall;
  private readonly others: SdkCaller;

  constructor(callOwn: OwnCall, others: SdkCaller) {
    this.callOwn = callOwn;
    this.others = others;
  }

  async call(call: SdkCall): Promise<SdkAnswer> {
    if (call.service !== "sfn") return this.others.call(call);
    const { action, parameters, request, signal } = call;
    const operation = action.slice(0, 1).toUpperCase() + action.slice(1);
    if (!isOperation(operation)) throw unknownAction(action);
    const id = requestId(request);
    try {
      const body = requestOf(requestShapes[operation], plainValue(parameters), parameters);
      const text = await this.callOwn(operation, body as JsonObject, callerOf(call), signal);
      const output = outputOf(readDocument(text)) as JsonObject;
      return { output, statusCode: 200, requestId: id, headers: {} };
    } catch (error) {
      throw error instanceof ApiError ? failureOf(error, id) : error;
    }
  }
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(requestShapes, name);
}

function unknownAction(action: string): TaskError {
  const cause = `aws-sdk:sfn has no action ${JSON.stringify(action)}`;
  return new TaskError("Stepwright.UnknownAction", cause);
}

/** The execution's own account and region. */
function callerOf({ request }: SdkCall): Caller {
  const [, , , region = "", accountId = ""] = request.execution.executionArn.split(":");
  return { accessKeyId: accountId, region, accountId };
}

/** Members by the API's names; where the API wants a text, another value's JSON text. */
function requestOf(shape: Shape, value: JsonValue, parameters: JsonObject): JsonValue {
  if (shape.type === "string" && typeof value !== "string") return writeDocument(value);
  if (shape.type === "list" && isJsonArray(value)) {
    const member = shapeNamed(shape.member);
    return value.map((item) => requestOf(member, item, parameters));
  }
  if (shape.type === "structure" && isJsonObject(value)) {
    return structureOf(shape, value, parameters);
  }
  return value;
}

function structureOf(
  { members }: StructureShape,
  value: JsonObject,
  parameters: JsonObject,
): JsonObject {
  const names = new Map(Object.keys(members).map((name) => [name.toLowerCase(), name]));
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const name = names.get(key.toLowerCase());
    if (name === undefined) throw unsupportedField(key, parameters);
    if (item === null) return [];
    return [[name, requestOf(shapeNamed(members[name] ?? ""), item, parameters)] as const];
  });
  return Object.fromEntries(entries);
}

function shapeNamed(name: string): Shape {
  return shapes[name as keyof typeof shapes];
}

/** Members by Java's names, instants as texts. */
function outputOf(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(outputOf);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => {
    const isInstant = typeof item === "number" && /(?:Date|^timestamp)$/.test(name);
    // By state name: no member's name is changed.
    const kept = name === "variableReferences" ? item : outputOf(item);
    return [sdkMemberName(name), isInstant ? instantText(item) : kept] as const;
  });
  return Object.fromEntries(entries);
}

function instantText(seconds: number): string {
  return new Date(1_000 * seconds).toISOString().replace(".000Z", "Z");
}

function failureOf({ errorType, message }: ApiError, id: string): SdkFailure {
  return new SdkFailure(message, {
    service: "Sfn",
    modelled: commonErrors.has(errorType) ? undefined : errorType,
    code: errorType,
    statusCode: 400,
    requestId: id,
    extendedRequestId: undefined,
  });
}

/** Errors of all services, which the API's model does not have. */
const commonErrors: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "InternalFailure",
  "SerializationException",
  "ServiceUnavailable",
  "ThrottlingException",
  "UnknownOperationException",
]);
