import { functions } from "../environment/functions.ts";
import type { Assumptions } from "./assumptions.ts";
import { type CostLine, costLine } from "./cost-line.ts";
import { prices } from "./prices.ts";
import { storedSizes } from "./stored-sizes.ts";
import type { Usage } from "./usage.ts";

/**
 * What it takes to run a Standard state machine on Stepwright, without what its Tasks call.
 * docs/aws.md says what is written and sent when.
 */
export function stepwrightCost(usage: Usage, assumptions: Assumptions): CostLine[] {
  const { recordUnits, recordObjects } = storedSizes(assumptions);
  const counts = countsOf(usage, assumptions);
  const { indexed, records, pauses, resolutions, messages } = counts;
  const lines = [
    costLine("DynamoDB writes", "units", prices.dynamodb.writeUnit, [
      [indexed * startUnits, "start"],
      [records * recordUnits, "records"],
      [pauses * moveUnits, "pauses"],
      // What waits long is found later than what goes on: META moves twice.
      [resolutions * moveUnits, "going on with answers"],
      [resolutions * resolutionUnits, "answers"],
      [indexed * endUnits, "end"],
    ]),
    costLine("DynamoDB reads", "units", prices.dynamodb.readUnit, [[pauses * loadUnits, "loads"]]),
    costLine("S3", "puts", prices.s3.put, [[records * recordObjects, "large records"]]),
    costLine("SQS", "requests", prices.sqs.request, [
      [messages * 3, "to send, receive and delete messages"],
    ]),
    ...functionLines(usage, assumptions, counts),
  ];
  return lines.filter(({ dollars }) => dollars > 0);
}

/** What it takes to keep their history until it expires, and to delete it then. */
export function keepingCost(usage: Usage, assumptions: Assumptions): CostLine[] {
  const { recordUnits, tableBytes, objectBytes } = storedSizes(assumptions);
  const { records, indexed } = countsOf(usage, assumptions);
  const months = assumptions.retentionDays / daysInMonth;
  const kilobyteMonths = (bytes: number): number => (bytes * months) / 1e3;
  const lines = [
    costLine("DynamoDB", "KB-months", prices.dynamodb.gigabyteMonth / 1e6, [
      [kilobyteMonths(records * tableBytes), "records"],
      [kilobyteMonths(indexed * metaBytes), "executions and their index entries"],
    ]),
    // META goes by TTL, which costs nothing; the records are deleted.
    costLine("DynamoDB writes", "units", prices.dynamodb.writeUnit, [
      [records * recordUnits, "to delete records"],
    ]),
    costLine("S3", "KB-months", prices.s3.gigabyteMonth / 1e6, [
      [kilobyteMonths(records * objectBytes), "large records"],
    ]),
  ];
  return lines.filter(({ dollars }) => dollars > 0);
}

function functionLines(
  usage: Usage,
  { taskSeconds }: Assumptions,
  { records, handedOver, wakeUps }: Counts,
): CostLine[] {
  const requests = 1 + usage.answers;
  const waiter = handedOver > 0 ? functions["task-runner"] : functions.interpreter;
  const gigabyteSeconds = (seconds: number, megabytes: number): number =>
    (seconds * megabytes) / 1_024;
  const advancing = gigabyteSeconds(records * recordSeconds, functions.interpreter.memoryMegabytes);
  return [
    costLine("Lambda", "requests", prices.lambda.request, [
      [requests, "api"],
      [wakeUps, "interpreter"],
      [handedOver, "task-runner"],
    ]),
    costLine("Lambda", "GB-seconds", prices.lambda.gigabyteSecond, [
      [gigabyteSeconds(requests * requestSeconds, functions.api.memoryMegabytes), "api"],
      [advancing, "interpreter"],
      [gigabyteSeconds(usage.calls * taskSeconds, waiter.memoryMegabytes), "waiting for Tasks"],
    ]),
    costLine("CloudWatch Logs", "KB", prices.logs.gigabyte / 1e6, [
      [(requests + wakeUps + handedOver) * reportKilobytes, "reports and metrics"],
    ]),
  ];
}

/** What comes of a usage on Stepwright. */
interface Counts {
  /** What stands in the table's indexes: executions and Map Runs. */
  readonly indexed: number;
  /** Calls of Tasks that the task runner makes. */
  readonly handedOver: number;
  /** How often nothing runs: Waits, delays of retries, Tasks that are answered from elsewhere. */
  readonly pauses: number;
  /** Answers that are written beside the journal, and taken in by a record. */
  readonly resolutions: number;
  /** One for each try and each pause, and the first; a Pass or a Choice has none of its own. */
  readonly records: number;
  /** The start's, and one after each pause. */
  readonly wakeUps: number;
  /** Wake-ups and Tasks handed over. */
  readonly messages: number;
}

function countsOf(usage: Usage, { taskSeconds }: Assumptions): Counts {
  const { executions, mapRuns, calls, answers, waits, retries } = usage;
  const indexed = executions + mapRuns;
  const children = mapRuns > 0 ? executions - 1 : 0;
  const handedOver = taskSeconds > inlineSecondsMax ? calls : 0;
  const pauses = waits + retries + answers + handedOver;
  return {
    indexed,
    handedOver,
    pauses,
    resolutions: answers + handedOver + children,
    records: indexed + calls + waits + answers + retries,
    wakeUps: indexed + pauses,
    messages: indexed + pauses + handedOver,
  };
}

/** META, its entry among the due, its entry in the list. */
const startUnits = 3;
/** META, its entry among the due removed, its entry in the list moved. */
const endUnits = 4;
/** META, its entry among the due moved. */
const moveUnits = 3;
/** With its entry among the due it is written, and removed when a record has taken it in. */
const resolutionUnits = 4;
/** After a pause another process goes on: META and the records since the last checkpoint. */
const loadUnits = 3;
/** META with its index entries. */
const metaBytes = 1_200;
/** The interpreter's time for a record, without waiting for Tasks: most of it is the write's. */
const recordSeconds = 0.006;
const requestSeconds = 0.02;
/** What Lambda logs of each invocation, and the metrics that the function adds. */
const reportKilobytes = 0.8;
/** What takes longer is handed to the task runner. */
const inlineSecondsMax = 40;
const daysInMonth = 30;
