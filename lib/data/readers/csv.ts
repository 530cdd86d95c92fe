import { defineKey, type JsonValue, type MutableJsonObject } from "../../language/json.ts";
import { CsvFields } from "./csv-fields.ts";
import { type ItemParser, itemReaderFailed, type ParsedItem } from "./item-parser.ts";
import { asBuffer, byteOrderMarkLength, lineAt } from "./text-lines.ts";

export interface CsvFormat {
  readonly delimiter: string;
  /** Undefined: the first row. */
  readonly headers: readonly string[] | undefined;
}

/** Step Functions supports headers of up to 10 KiB. */
const headerBytesMax = 10_240;

/**
 * A delimited text: each record is an object of texts by header. A record of fewer fields than
 * there are headers is filled up with empty texts, fields beyond the headers are left out.
 * https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html
 */
export function csvParser({ delimiter, headers: given }: CsvFormat): ItemParser {
  return {
    // The headers, once they are known; null at the start of the file.
    initial: null,
    parse(bytes, state, final, max) {
      const window = asBuffer(bytes);
      let headers = isHeaders(state) ? state : undefined;
      let consumed = headers === undefined ? byteOrderMarkLength(window) : 0;
      if (headers === undefined) headers = given;
      const items: ParsedItem[] = [];
      const fields = new CsvFields(delimiter);
      while (items.length < max) {
        const record = recordAt(window, consumed, final, fields);
        if (record === undefined) break;
        consumed = record.next;
        if (headers === undefined) headers = checkedHeaders(record.fields);
        else items.push({ value: rowOf(headers, record.fields) });
      }
      const ended = final && consumed === window.length;
      return { items, consumed, state: consumed === 0 ? state : (headers ?? null), ended };
    },
  };
}

interface CsvRecord {
  readonly fields: readonly string[];
  /** Where the next record starts. */
  readonly next: number;
}

/** The record that starts at the offset; undefined if it does not end in the window. */
function recordAt(
  window: Buffer,
  start: number,
  final: boolean,
  fields: CsvFields,
): CsvRecord | undefined {
  let at = start;
  for (;;) {
    const line = lineAt(window, at, final);
    if (line === undefined) {
      if (final) fields.end();
      return undefined;
    }
    fields.add(window.toString("utf8", line.start, line.end));
    at = line.next;
    if (!fields.open) return { fields: fields.take(), next: at };
  }
}

function rowOf(headers: readonly string[], fields: readonly string[]): JsonValue {
  const row: MutableJsonObject = {};
  for (let column = 0; column < headers.length; column++) {
    defineKey(row, headers[column] ?? "", fields[column] ?? "");
  }
  return row;
}

function isHeaders(state: JsonValue): state is readonly string[] {
  return Array.isArray(state);
}

function checkedHeaders(headers: readonly string[]): readonly string[] {
  let sizeBytes = 0;
  for (const header of headers) sizeBytes += Buffer.byteLength(header) + 1;
  if (sizeBytes <= headerBytesMax) return headers;
  throw itemReaderFailed(
    `the CSV header has ${headers.length} columns and more than ${headerBytesMax} bytes`,
  );
}
