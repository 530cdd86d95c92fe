import { writeDocument } from "../../data/document.ts";
import { hasNewStatus } from "../../engine/has-new-status.ts";
import type { ExecutionMeta, JournalRecord } from "../../engine/journal-port.ts";
import { statusEvents } from "../environment/status-events.ts";

/** An entry of PutEvents. */
export interface StatusEvent {
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: readonly string[];
  readonly Time: Date;
  /** JSON. */
  readonly Detail: string;
}

/**
 * What an event bus hears of a record: that a Standard execution has begun, ended or was redriven.
 * Dates are ms since the epoch. Undefined: nothing.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function statusEvent(
  { info, input, startedMs }: ExecutionMeta,
  { number, before, snapshot }: JournalRecord,
): StatusEvent | undefined {
  if (info.type !== "STANDARD" || info.mapRunArn !== undefined) return undefined;
  const { status, nowMs, stoppedMs, output, error, cause, redriveCount, redrivenMs } = snapshot;
  if (number > 1 && !hasNewStatus(before, snapshot)) return undefined;
  const { executionArn, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = info;
  const detail = {
    executionArn,
    stateMachineArn,
    name: info.name,
    status,
    startDate: startedMs,
    stopDate: stoppedMs ?? null,
    ...included("input", writeDocument(input)),
    ...included("output", output === undefined ? undefined : writeDocument(output)),
    stateMachineVersionArn: stateMachineVersionArn ?? null,
    stateMachineAliasArn: stateMachineAliasArn ?? null,
    redriveCount,
    redriveDate: redrivenMs ?? null,
    error: error ?? null,
    cause: cause ?? null,
  };
  const { source: Source, detailType: DetailType } = statusEvents;
  const Detail = JSON.stringify(detail);
  return { Source, DetailType, Resources: [executionArn], Time: new Date(nowMs), Detail };
}

/** A document that is too large for an event is left out, and said to be. */
function included(field: "input" | "output", text: string | undefined): object {
  if (text === undefined) return { [field]: null, [`${field}Details`]: null };
  const fits = Buffer.byteLength(text) <= includedBytesMax;
  return { [field]: fits ? text : null, [`${field}Details`]: { included: fits } };
}

/** Both together, with the rest and JSON's quotes, stay under the 256 KB of an event. */
const includedBytesMax = 100_000;
