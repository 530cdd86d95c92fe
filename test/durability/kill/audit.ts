import { readFileSync } from "node:fs";
import { KeyedJournal } from "../../../lib/adapters/kms/keyed-stores.ts";
import { sqliteJournal } from "../../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../../lib/adapters/sqlite/open-database.ts";
import type { HistoryEvent } from "../../../lib/core/history-event.ts";
import type { Sealer } from "../../../lib/engine/sealer-port.ts";

export interface AuditGiven {
  readonly dataFolder: string;
  /** The file in which functions say that they begin and end. */
  readonly attempts: string;
  readonly started: readonly string[];
  readonly answered: readonly string[];
  readonly kills: readonly number[];
  /** Undefined: nothing is encrypted. */
  readonly keys?: Sealer | undefined;
}

export interface Audit {
  /** Children included. */
  readonly executions: number;
  readonly events: number;
  readonly statuses: { readonly [status: string]: number };
  /** Attempts that began, and those that end as interrupted: cut by a kill. */
  readonly attempts: number;
  readonly interrupted: number;
  /** Everything that is not as it must be. */
  readonly violations: readonly string[];
}

/** Reads every history, and says what is not as it must be. */
export async function audit(given: AuditGiven): Promise<Audit> {
  const database = openDatabase(given.dataFolder);
  try {
    const { keys } = given;
    const kept = sqliteJournal(database, () => 0, keys);
    const journal = keys === undefined ? kept : new KeyedJournal(kept, keys);
    const book = new Book(given);
    for (const row of database.prepare("SELECT arn FROM journals WHERE kind = 0").all()) {
      const arn = String(row.arn);
      const status = (await journal.load(arn))?.snapshot?.status ?? "RUNNING";
      book.enter(arn, status, await journal.events(arn));
    }
    return book.close();
  } finally {
    database.close();
  }
}

class Book {
  private readonly given: AuditGiven;
  private readonly began: ReadonlySet<string>;
  private readonly ended: ReadonlySet<string>;
  private readonly seen = new Set<string>();
  private readonly outputs = new Set<string>();
  private readonly statuses: { [status: string]: number } = {};
  private readonly violations: string[] = [];
  private events = 0;
  private interrupted = 0;

  constructor(given: AuditGiven) {
    this.given = given;
    const lines = readFileSync(given.attempts, "utf8").split("\n").slice(0, -1);
    const of = (what: string) =>
      lines.filter((line) => line.startsWith(what)).map((line) => line.slice(what.length));
    const began = of("begin ");
    this.began = new Set(began);
    this.ended = new Set(of("end "));
    if (this.began.size < began.length) {
      const twice = began.filter((one, index) => began.indexOf(one) < index);
      this.violations.push(...twice.map((one) => `made twice: ${one}`));
    }
  }

  enter(arn: string, status: string, events: readonly HistoryEvent[]): void {
    this.seen.add(arn);
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.events += events.length;
    if (status === "RUNNING") this.violations.push(`never ended: ${arn}`);
    for (const [index, { id }] of events.entries()) {
      if (id !== index + 1) this.violations.push(`event ${id} in place ${index + 1}: ${arn}`);
    }
    const ends = events.filter(({ type }) => terminal.test(type));
    if (ends.length !== 1 || ends[0] !== events.at(-1)) {
      this.violations.push(`${ends.length} ends: ${arn}`);
    }
    for (const event of events) this.enterResult(arn, event, events);
  }

  close(): Audit {
    const { started, answered } = this.given;
    for (const arn of started) if (!this.seen.has(arn)) this.violations.push(`lost: ${arn}`);
    for (const output of answered) {
      if (!this.outputs.has(output)) this.violations.push(`result lost: ${output}`);
    }
    return {
      executions: this.seen.size,
      events: this.events,
      statuses: this.statuses,
      attempts: this.began.size,
      interrupted: this.interrupted,
      violations: this.violations,
    };
  }

  private enterResult(arn: string, event: HistoryEvent, events: readonly HistoryEvent[]): void {
    const { details } = event as HistoryEvent<"TaskSucceeded" | "TaskFailed">;
    if (/Succeeded$/.test(event.type) && details !== undefined && "output" in details) {
      this.outputs.add(JSON.stringify(details.output));
    }
    const scheduled = scheduledOf(event, events);
    if (scheduled === undefined) return;
    const attempt = `${arn} ${scheduled.id}`;
    if (event.type === "LambdaFunctionSucceeded" && !this.ended.has(attempt)) {
      this.violations.push(`succeeded without an end: ${attempt}`);
    }
    const cause = details !== undefined && "cause" in details ? details.cause : undefined;
    if (cause?.startsWith("Stepwright.TaskInterrupted") !== true) return;
    this.interrupted++;
    const isCut = this.given.kills.some(
      (at) => at >= scheduled.timestampMs - slackMs && at <= event.timestampMs + slackMs,
    );
    if (!isCut) this.violations.push(`interrupted by no kill: ${attempt}`);
  }
}

/** The Scheduled event of the attempt that the event ends. */
function scheduledOf(
  event: HistoryEvent,
  events: readonly HistoryEvent[],
): HistoryEvent | undefined {
  if (!/^(Task|LambdaFunction|Activity)(Succeeded|Failed|TimedOut)$/.test(event.type)) {
    return undefined;
  }
  let one: HistoryEvent | undefined = event;
  while (one !== undefined && !one.type.endsWith("Scheduled")) {
    one = events[one.previousEventId - 1];
  }
  return one;
}

const terminal = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;
/** Between two clocks' readings. */
const slackMs = 50;
