import { writeDocument } from "../../data/document.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../../language/json.ts";

/** How the members of an array are named. */
export type ArrayFormat = "INDICES" | "REPEAT" | "COMMAS" | "BRACKETS";

export type FormField = readonly [name: string, value: string];

/**
 * A body as a URL-encoded form: members of objects are `outer[inner]`, null is an empty text.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#url-encode-request-body
 */
export function encodeForm(body: JsonValue, arrayFormat: ArrayFormat): string {
  if (typeof body === "string") return percentEncode(body);
  return joinFields(formFields(body, arrayFormat));
}

/** `a=1&b=2`, percent-encoded. */
export function joinFields(fields: readonly FormField[]): string {
  return fields.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join("&");
}

/** The names and values that stand for a value. */
export function formFields(
  value: JsonValue,
  arrayFormat: ArrayFormat,
  name = "",
): readonly FormField[] {
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, member]) =>
      formFields(member, arrayFormat, name === "" ? key : `${name}[${key}]`),
    );
  }
  if (!isJsonArray(value)) return [[name, scalarText(value)]];
  if (arrayFormat === "COMMAS") return [[name, value.map(scalarText).join(",")]];
  return value.flatMap((item, index) =>
    formFields(item, arrayFormat, itemNames[arrayFormat](name, index)),
  );
}

/** As AWS encodes: everything but unreserved characters, a space as %20. */
function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A text as it is, null as nothing, whatever else as JSON. */
export function scalarText(value: JsonValue): string {
  if (typeof value === "string") return value;
  return value === null ? "" : writeDocument(value);
}

const itemNames: {
  readonly [F in Exclude<ArrayFormat, "COMMAS">]: (name: string, index: number) => string;
} = {
  INDICES: (name, index) => `${name}[${index}]`,
  REPEAT: (name) => name,
  BRACKETS: (name) => `${name}[]`,
};
