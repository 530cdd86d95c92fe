import { STATUS_CODES } from "node:http";
import { DocumentError, readDocument } from "../../data/document.ts";
import {
  defineKey,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../../language/json.ts";
import { TaskError } from "../task-handler.ts";
import type { HttpAnswer } from "./send-request.ts";

/**
 * What an answer is to the workflow: `{ Headers, ResponseBody, StatusCode, StatusText }`. Throws
 * TaskError, `States.Http.StatusCode.NNN` where the API refused: the cause is the status' words.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export function httpResult(answer: HttpAnswer): JsonObject {
  const { status, headers } = answer;
  const text = statusText(status);
  if (status < 200 || status > 299) throw new TaskError(`States.Http.StatusCode.${status}`, text);
  const type = contentType(headers.get("content-type")?.at(-1) ?? "");
  if (unreadable.test(type.media)) {
    throw new TaskError(
      "States.Runtime",
      `Unsupported response content-type '${type.media}'. Please see documentation for list of unsupported content-types.`,
    );
  }
  if (answer.isCut) {
    throw new TaskError(
      "States.DataLimitExceeded",
      "the response of the HTTP endpoint is larger than 262144 bytes",
    );
  }
  const body = decoded(answer.body, type.charset);
  if (body === undefined) {
    throw new TaskError("States.Runtime", "the response of the HTTP endpoint is no text");
  }
  const output: MutableJsonObject = { Headers: headersObject(headers) };
  if (body !== "") output.ResponseBody = isJson.test(type.media) ? parsed(body) : body;
  return { ...output, StatusCode: status, StatusText: text };
}

const unreadable = /^(application\/octet-stream|(image|video|audio)\/.*)$/;
const isJson = /^application\/(.+\+)?json$/;

/** As AWS writes it, whatever the server said; observed on AWS: of 418 nothing. */
export function statusText(status: number): string {
  return status === 418 ? "" : (STATUS_CODES[status] ?? "");
}

function contentType(header: string): { readonly media: string; readonly charset: string } {
  const [media = ""] = header.split(";");
  const charset = /;\s*charset="?([^";\s]+)/i.exec(header)?.[1] ?? "utf-8";
  return { media: media.trim().toLowerCase(), charset };
}

/** Undefined: the bytes are no text of that character set. */
function decoded(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parsed(text: string): JsonValue {
  try {
    return readDocument(text);
  } catch (error) {
    if (error instanceof DocumentError) return text;
    throw error;
  }
}

function headersObject(headers: HttpAnswer["headers"]): MutableJsonObject {
  const object: MutableJsonObject = {};
  for (const [name, values] of headers) defineKey(object, name, values);
  return object;
}
