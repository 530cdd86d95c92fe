import { writeDocument } from "../../data/document.ts";
import type { ConnectionParameters } from "../../engine/connections-port.ts";
import type { HttpSent } from "../../engine/http-exchange.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../language/json.ts";
import { TaskError } from "../task-handler.ts";
import {
  type ArrayFormat,
  encodeForm,
  type FormField,
  formFields,
  joinFields,
  scalarText,
} from "./form-encoding.ts";

/**
 * The request of an HTTP Task: what its parameters say, overwritten by what the connection says.
 * Throws TaskError, States.Runtime.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export function httpRequest(
  parameters: JsonObject,
  connection: ConnectionParameters,
  region: string,
): HttpSent {
  const { ApiEndpoint, Method, Headers, QueryParameters, RequestBody, Transform } = parameters;
  return {
    method: methodOf(Method),
    url: urlOf(ApiEndpoint, QueryParameters, connection.query),
    headers: headersOf(Headers, connection.headers, region),
    body: serialized(mergedBody(RequestBody, connection.body), Transform),
  };
}

const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];

function methodOf(method: JsonValue | undefined): string {
  if (typeof method === "string" && methods.includes(method)) return method;
  throw refused(`Method must be one of ${methods.join(", ")}, not ${shown(method)}`);
}

/** AWS calls only https; here http is allowed too, for servers on one's own machine. */
function urlOf(
  endpoint: JsonValue | undefined,
  parameters: JsonValue | undefined,
  connection: ConnectionParameters["query"],
): URL {
  const url = typeof endpoint === "string" ? URL.parse(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.hash !== "") {
    throw refused(`ApiEndpoint must be an http or https URL, not ${shown(endpoint)}`);
  }
  const won = new Set(connection.map(([key]) => key));
  const own = queryFields(parameters).filter(([key]) => !won.has(key));
  const query = [url.search.slice(1), joinFields([...own, ...connection])];
  url.search = query.filter((part) => part !== "").join("&");
  return url;
}

/** An object, a query as text, or an array of either. Members that are null are left out. */
function queryFields(parameters: JsonValue | undefined): readonly FormField[] {
  if (parameters === undefined || parameters === null) return [];
  if (typeof parameters === "string") return [...new URLSearchParams(parameters)];
  if (isJsonArray(parameters)) return parameters.flatMap(queryFields);
  if (!isJsonObject(parameters)) {
    throw refused(`QueryParameters must be an object, not ${shown(parameters)}`);
  }
  const given = Object.entries(parameters).filter(([, value]) => value !== null);
  return given.flatMap(([name, value]) => formFields(value, "REPEAT", name));
}

/** Headers that a Task may not set. */
const forbiddenHeaders = new Set(
  `a-im accept-charset accept-datetime accept-encoding authorization cache-control connection
  content-encoding content-md5 date expect forwarded from host http2-settings if-match
  if-modified-since if-none-match if-range if-unmodified-since max-forwards origin pragma
  proxy-authorization referer server te trailer transfer-encoding upgrade via warning`.split(/\s+/),
);
const forbiddenPrefixes = /^x-(forwarded|amz|amzn)-/;

function headersOf(
  headers: JsonValue | undefined,
  connection: ConnectionParameters["headers"],
  region: string,
): ReadonlyMap<string, readonly string[]> {
  if (headers !== undefined && !isJsonObject(headers)) {
    throw refused(`Headers must be an object, not ${shown(headers)}`);
  }
  const merged = new Map<string, readonly string[]>([
    ["content-type", ["application/json; charset=UTF-8"]],
  ]);
  for (const [name, value] of Object.entries(headers ?? {})) {
    const key = name.toLowerCase();
    if (forbiddenHeaders.has(key) || forbiddenPrefixes.test(key)) {
      throw refused(`Headers must not have ${shown(name)}: an HTTP Task cannot set it`);
    }
    setHeader(merged, name, isJsonArray(value) ? value.map(scalarText) : [scalarText(value)]);
  }
  for (const [name, value] of connection) setHeader(merged, name, [value]);
  merged.delete("content-length");
  merged.set("user-agent", [`Amazon|StepFunctions|HttpInvoke|${region}`]);
  merged.set("range", [`bytes=0-${responseBytesMax}`]);
  return merged;
}

/** What one answer may have. */
export const responseBytesMax = 262_144;

function setHeader(
  headers: Map<string, readonly string[]>,
  name: string,
  values: readonly string[],
): void {
  const isName = /^[!#$%&'*+.^_`|~\w-]+$/.test(name);
  const faulty = values.find((value) => /[^\t\x20-\x7e\x80-\xff]/.test(value));
  if (!isName) throw refused(`${shown(name)} is no name of a header`);
  if (faulty !== undefined) throw refused(`the header ${shown(name)} has a forbidden character`);
  headers.set(name.toLowerCase(), values);
}

function mergedBody(
  body: JsonValue | undefined,
  connection: ConnectionParameters["body"],
): JsonValue | undefined {
  if (connection.length === 0) return body;
  if (body === undefined || isJsonObject(body)) {
    return { ...body, ...Object.fromEntries(connection) };
  }
  throw refused("RequestBody must be an object where the connection has body parameters");
}

function serialized(
  body: JsonValue | undefined,
  transform: JsonValue | undefined,
): string | undefined {
  const { encoding, arrayFormat } = encodingOf(transform);
  if (body === undefined) return undefined;
  if (encoding === "URL_ENCODED") return encodeForm(body, arrayFormat);
  return typeof body === "string" ? body : writeDocument(body);
}

function encodingOf(transform: JsonValue | undefined): {
  readonly encoding: "NONE" | "URL_ENCODED";
  readonly arrayFormat: ArrayFormat;
} {
  const { RequestBodyEncoding = "NONE", RequestEncodingOptions = {} } = objectOf(
    "Transform",
    transform ?? {},
  );
  const { ArrayFormat = "INDICES" } = objectOf("RequestEncodingOptions", RequestEncodingOptions);
  return {
    encoding: oneOf("RequestBodyEncoding", ["NONE", "URL_ENCODED"], RequestBodyEncoding),
    arrayFormat: oneOf("ArrayFormat", ["INDICES", "REPEAT", "COMMAS", "BRACKETS"], ArrayFormat),
  };
}

function objectOf(field: string, value: JsonValue): JsonObject {
  if (isJsonObject(value)) return value;
  throw refused(`${field} must be an object, not ${shown(value)}`);
}

function oneOf<T extends string>(field: string, values: readonly T[], value: JsonValue): T {
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw refused(`${field} must be ${values.join(" or ")}, not ${shown(value)}`);
}

function refused(cause: string): TaskError {
  return new TaskError("States.Runtime", cause);
}

function shown(value: JsonValue | undefined): string {
  return value === undefined ? "nothing" : writeDocument(value);
}
