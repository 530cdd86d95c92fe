import type { HistoryEvent } from "../../core/history-event.ts";
import type {
  EventsQuery,
  JournalHead,
  JournalMeta,
  Resolution,
} from "../../engine/journal-port.ts";
import { LazyHead } from "../../engine/lazy-head.ts";
import { readEvents, readResolution, type WrittenState } from "../../engine/record-format.ts";
import { isSealed } from "../../engine/sealer-port.ts";
import { checksum } from "./checksum.ts";
import type { Database } from "./database.ts";
import { type Head, smallTextMax } from "./heads.ts";
import type { JournalKind } from "./journal-kinds.ts";
import type { JournalStatements } from "./journal-statements.ts";
import { type EntrySeal, entrySeal, type Seals, valueKey } from "./seals.ts";

/**
 * Reads what is kept of a journal's entries; throws DataFolderError where a row is damaged, and
 * MissingKey where it is sealed and its data key is not in memory.
 */
export class JournalReader<Meta extends JournalMeta, State> {
  private readonly database: Database;
  private readonly statements: JournalStatements;
  private readonly kind: JournalKind<Meta, State>;
  private readonly seals: Seals;

  constructor(
    database: Database,
    statements: JournalStatements,
    kind: JournalKind<Meta, State>,
    seals: Seals,
  ) {
    this.database = database;
    this.statements = statements;
    this.kind = kind;
    this.seals = seals;
  }

  meta(head: Head<Meta, State>): Meta {
    return head.meta ?? this.readMeta(head);
  }

  private readMeta(head: Head<Meta, State>): Meta {
    const { id } = head;
    const row = this.statements.meta.get(id) as unknown as BodyRow | undefined;
    if (row === undefined || row.checksum !== checksum(id, row.body)) {
      throw this.database.damaged(`META of entry ${id}`);
    }
    const text = this.seals.open(row.body);
    const meta = this.kind.format.readMeta(text);
    head.seal = entrySeal(this.kind.encryption(meta), text);
    if (head.seal === "none" && text.length <= smallTextMax) head.meta = meta;
    return meta;
  }

  seal(head: Head<Meta, State>): EntrySeal {
    if (head.seal === "unknown") this.readMeta(head);
    return head.seal;
  }

  head(head: Head<Meta, State>): JournalHead<Meta, State> {
    const { id, number, base, left } = head;
    const meta = this.meta(head);
    const resolutions = head.hasResolutions ? this.resolutions(id) : none;
    const read = new LazyHead(meta, number, resolutions, () => {
      if (number === 0 || left !== undefined) return left;
      return this.kind.format.readHead(meta, this.states(id, base, number), this.textOf(head));
    });
    // Whoever asks later may do so when the key is not in memory any more.
    if (this.seal(head) !== "none") read.readNow();
    return read;
  }

  /** In the order in which they were first written. */
  resolutions(id: number): readonly Resolution[] {
    const rows = this.statements.resolutions.all(id) as unknown as ResolutionRow[];
    return rows.map((row) => this.readResolution(id, row));
  }

  resolution(id: number, attempt: number): Resolution | undefined {
    const row = this.statements.resolution.get(id, attempt) as unknown as ResolutionRow | undefined;
    return row === undefined ? undefined : this.readResolution(id, row);
  }

  events(head: Head<Meta, State>, query: EventsQuery): readonly HistoryEvent[] {
    const { id, number: last } = head;
    const { newestFirst = false, limit = Number.POSITIVE_INFINITY } = query;
    const { from = newestFirst ? Number.MAX_SAFE_INTEGER : 1 } = query;
    const events: HistoryEvent[] = [];
    const step = newestFirst ? -1 : 1;
    const textOf = this.textOf(head);
    let number = this.recordOf(id, last, from);
    for (; number > 0 && number <= last && events.length < limit; number += step) {
      const own = this.eventsOf(id, number, textOf);
      for (const event of newestFirst ? own.toReversed() : own) {
        if (events.length >= limit) break;
        if (newestFirst ? event.id <= from : event.id >= from) events.push(event);
      }
    }
    return events;
  }

  /** The last record that begins with this event or an earlier one. */
  private recordOf(id: number, last: number, eventId: number): number {
    let [low, high] = [1, last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const first = Number(this.statements.firstEvent.get(id, middle)?.first_event);
      if (first <= eventId) low = middle;
      else high = middle - 1;
    }
    return Math.min(low, last);
  }

  private eventsOf(
    id: number,
    number: number,
    textOf: (hash: string) => string,
  ): readonly HistoryEvent[] {
    const row = this.statements.events.get(id, number) as unknown as EventsRow | undefined;
    if (row === undefined) throw this.damagedRecord(id, number);
    const { format, first_event: firstEventId, events } = row;
    if (row.events_checksum !== checksum(id + number + firstEventId, events)) {
      throw this.damagedRecord(id, number);
    }
    return readEvents({ format, firstEventId, events: this.seals.open(events) }, textOf);
  }

  private states(id: number, base: number, number: number): readonly WrittenState[] {
    const rows = this.statements.states.all(id, base, number) as unknown as StateRow[];
    if (rows.length !== number - base + 1) throw this.damagedRecord(id, base + rows.length);
    for (const row of rows) {
      const isWhole = row.state_checksum === checksum(id + row.number, row.state);
      if (!isWhole) throw this.damagedRecord(id, row.number);
      if (isSealed(row.state)) row.state = this.seals.open(row.state);
    }
    return rows;
  }

  private textOf(head: Head<Meta, State>): (hash: string) => string {
    return (hash) => {
      const { id } = head;
      const key = valueKey(this.seal(head), hash);
      const row = this.statements.value.get(id, key) as unknown as BodyRow | undefined;
      if (row?.checksum === checksum(key.toString("hex"), row?.body ?? "")) {
        return this.seals.open(row.body);
      }
      throw this.database.damaged(`the value ${hash} of entry ${id}`);
    };
  }

  private readResolution(id: number, { attempt, checksum: sum, body }: ResolutionRow): Resolution {
    if (sum !== checksum(id + attempt, body)) {
      throw this.database.damaged(`the resolution of attempt ${attempt} of entry ${id}`);
    }
    return readResolution(this.seals.open(body));
  }

  private damagedRecord(id: number, number: number): Error {
    return this.database.damaged(`record ${number} of entry ${id}`);
  }
}

const none: readonly Resolution[] = [];

interface BodyRow {
  readonly checksum: number;
  readonly body: string;
}

interface ResolutionRow extends BodyRow {
  readonly attempt: number;
}

interface StateRow {
  readonly number: number;
  readonly format: number;
  readonly state_checksum: number;
  state: string;
}

interface EventsRow {
  readonly format: number;
  readonly first_event: number;
  readonly events_checksum: number;
  readonly events: string;
}
