import { writeDocument } from "../data/document.ts";
import { isJsonObject, type JsonValue } from "../language/json.ts";
import type { HistoryEvent, HistoryEventType } from "./history-event.ts";

/** An event as GetExecutionHistory answers it, but for `timestamp`, which is in ms here. */
export interface ApiHistoryEvent {
  readonly timestamp: number;
  readonly type: HistoryEventType;
  readonly id: number;
  readonly previousEventId: number;
  readonly [details: `${string}EventDetails`]: { readonly [field: string]: unknown };
}

/**
 * The key of each event type's details: as a rule its name with a small first letter.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
const detailsKeys: Partial<Record<HistoryEventType, `${string}EventDetails`>> = {
  MapIterationStarted: "mapIterationStartedEventDetails",
};

const stateEvent = /^(?:Task|Pass|Choice|Wait|Succeed|Fail|Parallel|Map)State(Entered|Exited)$/;

function detailsKey(type: HistoryEventType): `${string}EventDetails` {
  const known = detailsKeys[type];
  if (known !== undefined) return known;
  const match = stateEvent.exec(type);
  const name = match === null ? type : `State${match[1]}`;
  const key = `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails` as const;
  detailsKeys[type] = key;
  return key;
}

/** Fields that hold a document: they become JSON texts with a `…Details` beside them. */
const documentFields: ReadonlySet<string> = new Set(["input", "output"]);
const notTruncated = { truncated: false };

/** Turns what the core recorded into the API's form. */
export function apiHistoryEvent(event: HistoryEvent): ApiHistoryEvent {
  const { timestampMs, type, id, previousEventId, details } = event;
  const api = { timestamp: timestampMs, type, id, previousEventId };
  if (details === undefined) return api;
  const fields: { [field: string]: unknown } = {};
  for (const [field, value] of Object.entries(details)) addField(fields, field, value);
  return { ...api, [detailsKey(type)]: fields };
}

function addField(fields: { [field: string]: unknown }, field: string, value: unknown): void {
  if (value === undefined) return;
  if (documentFields.has(field)) {
    fields[field] = writeDocument(value as JsonValue);
    fields[`${field}Details`] = notTruncated;
  } else if (field === "parameters") {
    fields.parameters = writeDocument(value as JsonValue);
  } else if (field === "assignedVariables" && isJsonObject(value)) {
    fields.assignedVariables = Object.fromEntries(
      Object.entries(value).map(([name, assigned]) => [name, writeDocument(assigned)]),
    );
    fields.assignedVariablesDetails = notTruncated;
  } else {
    fields[field] = value;
  }
}
