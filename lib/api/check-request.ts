import type { JsonObject, JsonValue } from "../language/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../language/json.ts";
import { ApiError } from "./api-error.ts";
import type {
  ListShape,
  NumberShape,
  Shape,
  StringShape,
  StructureShape,
} from "./request-shape.ts";
import { type OperationName, requestShapes, shapes } from "./request-shapes.ts";

/**
 * Compares a request with the API's model. Throws AWS's SerializationException for a value of
 * another type, then its ValidationException, which lists all constraints that are not met.
 */
export function checkRequest(operation: OperationName, request: JsonObject): void {
  const shape = requestShapes[operation];
  checkTypes(shape, request);
  const faults: string[] = [];
  collectFaults(shape, request, "", faults);
  if (faults.length === 0) return;
  const count = `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected`;
  throw new ApiError("ValidationException", `${count}: ${faults.join("; ")}`);
}

function shapeNamed(name: string): Shape {
  return shapes[name as keyof typeof shapes];
}

/** A member that is null counts as absent. */
function memberOf(value: JsonObject, name: string): JsonValue | undefined {
  return ownValue(value, name) ?? undefined;
}

function checkTypes(shape: Shape, value: JsonValue): void {
  const problem = typeProblems[shape.type](value);
  if (problem !== undefined) throw new ApiError("SerializationException", problem);
  if (shape.type === "structure") {
    for (const [name, member] of Object.entries(shape.members)) {
      const part = memberOf(value as JsonObject, name);
      if (part !== undefined) checkTypes(shapeNamed(member), part);
    }
  } else if (shape.type === "list") {
    for (const item of value as readonly JsonValue[]) {
      if (item !== null) checkTypes(shapeNamed(shape.member), item);
    }
  }
}

/** In the words of the framework that AWS's services are made with. */
const typeProblems: { readonly [T in Shape["type"]]: (value: JsonValue) => string | undefined } = {
  string: (value) => scalarProblem(value, "string", "String"),
  integer: (value) =>
    Number.isInteger(value) ? undefined : scalarProblem(value, "integer", "Integer"),
  float: (value) => scalarProblem(value, "number", "Float"),
  boolean: (value) => scalarProblem(value, "boolean", "Boolean"),
  list: (value) => (isJsonArray(value) ? undefined : "Expected list or null"),
  structure: (value) => (isJsonObject(value) ? undefined : "Expected structure or null"),
};

function scalarProblem(value: JsonValue, type: string, javaName: string): string | undefined {
  if (typeof value === type) return undefined;
  if (isJsonArray(value)) return "Start of list found where not expected";
  if (isJsonObject(value)) return "Start of structure or map found where not expected.";
  const article = javaName === "Integer" ? "an" : "a";
  return `${tokenName(value)} can not be converted to ${article} ${javaName}`;
}

function tokenName(value: JsonValue): string {
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return typeof value === "string" ? "STRING_VALUE" : "NUMBER_VALUE";
}

/** Looks at a value of the shape's type; `at` is its path. */
function collectFaults(shape: Shape, value: JsonValue, at: string, faults: string[]): void {
  const add = (fault: string | undefined): void => {
    if (fault === undefined) return;
    const shown =
      "sensitive" in shape && !fault.startsWith(wordsFault) ? redacted : show(shape, value);
    faults.push(`Value '${shown}' at '${at}' failed to satisfy constraint: ${fault}`);
  };
  if (shape.type === "string") stringFaults(shape, value as string).forEach(add);
  else if (shape.type === "list") listFaults(shape, value as readonly JsonValue[], at, faults, add);
  else if (shape.type === "structure") structureFaults(shape, value as JsonObject, at, faults);
  else if (shape.type !== "boolean") add(numberFault(shape, value as number));
}

const redacted = "***Sensitive Data Redacted***";
const wordsFault = "Member must satisfy enum value set";

function stringFaults({ min = 0, max, pattern, words }: StringShape, value: string): string[] {
  const faults: string[] = [];
  if (words !== undefined && !words.includes(value)) {
    faults.push(`${wordsFault}: [${inAwsOrder(words).join(", ")}]`);
  }
  if (value.length < min) faults.push(`Member must have length greater than or equal to ${min}`);
  if (max !== undefined && value.length > max) {
    faults.push(`Member must have length less than or equal to ${max}`);
  }
  if (pattern !== undefined && !wholePattern(pattern).test(value)) {
    faults.push(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  return faults;
}

/** Observed on AWS 2024-03-14: how it lists the statuses of executions. */
const listedOrders = [
  ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"],
];

function inAwsOrder(words: readonly string[]): readonly string[] {
  const order = listedOrders.find((listed) => words.every((word) => listed.includes(word)));
  return order?.filter((word) => words.includes(word)) ?? words;
}

function wholePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}

function numberFault({ min, max }: NumberShape, value: number): string | undefined {
  if (min !== undefined && value < min) {
    return `Member must have value greater than or equal to ${min}`;
  }
  if (max === undefined || value <= max) return undefined;
  return `Member must have value less than or equal to ${max}`;
}

function listFaults(
  { member, min = 0, max }: ListShape,
  items: readonly JsonValue[],
  at: string,
  faults: string[],
  add: (fault: string) => void,
): void {
  if (items.length < min) add(`Member must have length greater than or equal to ${min}`);
  if (max !== undefined && items.length > max) {
    add(`Member must have length less than or equal to ${max}`);
  }
  for (const [index, item] of items.entries()) {
    const place = `${at}.${index + 1}.member`;
    if (item === null) faults.push(nullFault(place));
    else collectFaults(shapeNamed(member), item, place, faults);
  }
}

function structureFaults(
  { members, required = [] }: StructureShape,
  value: JsonObject,
  at: string,
  faults: string[],
): void {
  for (const [name, member] of Object.entries(members)) {
    const path = at === "" ? name : `${at}.${name}`;
    const part = memberOf(value, name);
    if (part !== undefined) collectFaults(shapeNamed(member), part, path, faults);
    else if (required.includes(name)) {
      faults.push(nullFault(path));
    }
  }
}

function nullFault(at: string): string {
  return `Value null at '${at}' failed to satisfy constraint: Member must not be null`;
}

/** A value as Java shows it: `[Route(arn=…, weight=50)]`. */
function show(shape: Shape, value: JsonValue, name = ""): string {
  if (shape.type === "list" && isJsonArray(value)) {
    const items = value.map((item) => show(shapeNamed(shape.member), item, shape.member));
    return `[${items.join(", ")}]`;
  }
  if (shape.type !== "structure" || !isJsonObject(value)) return String(value);
  const members = Object.entries(shape.members).map(
    ([key, member]) => `${key}=${show(shapeNamed(member), memberOf(value, key) ?? null, member)}`,
  );
  return `${name}(${members.join(", ")})`;
}
