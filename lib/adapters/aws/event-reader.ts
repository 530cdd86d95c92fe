import type { HistoryEvent } from "../../core/history-event.ts";
import type { EventsQuery } from "../../engine/journal-port.ts";
import { readEvents } from "../../engine/record-format.ts";
import { numberIn, textIn } from "./attributes.ts";
import { readSortKey, recordKey, resolutionRange } from "./keys.ts";
import { readRecord } from "./record-items.ts";
import type { Table } from "./table.ts";
import { hashesIn, type Values } from "./values.ts";

export interface EventStores {
  readonly table: Table;
  readonly values: Values;
}

/** Reads the events of records, from any event on and in either direction. */
export class EventReader {
  private readonly stores: EventStores;

  constructor(stores: EventStores) {
    this.stores = stores;
  }

  /** Record by record; the first one may have events that come before those wanted. */
  async *events(
    arn: string,
    incarnation: number,
    { from, limit = Number.POSITIVE_INFINITY, newestFirst = false }: EventsQuery,
  ): AsyncGenerator<readonly HistoryEvent[]> {
    const owner = { arn, incarnation, valuesThere: new Set<string>() };
    const start = from === undefined ? undefined : await this.recordOf(arn, incarnation, from);
    if (start === 0) return;
    const range = recordRange(arn, incarnation, newestFirst ? { to: start } : { from: start });
    // Most records have several events.
    const pageLength = Math.min(pageLengthMax, 1 + Math.ceil(limit / 4));
    const query = { partition: arn, ...range, newestFirst, pageLength };
    for await (const items of this.stores.table.pages(query)) {
      const { values } = this.stores;
      const records = await Promise.all(items.map((item) => readRecord(item, owner, values)));
      const hashes = records.flatMap((record) => hashesIn(record.events));
      const textOf = await values.read(owner, hashes);
      for (const record of records) {
        const events = readEvents(record, textOf);
        yield newestFirst ? events.toReversed() : events;
      }
    }
  }

  /** The last record that begins with this event or an earlier one; 0: there is none. */
  private async recordOf(arn: string, incarnation: number, eventId: number): Promise<number> {
    const last = await this.probe(arn, incarnation, undefined);
    if (last === undefined) return 0;
    if (last.firstEventId <= eventId) return last.number;
    let [low, high] = [{ number: 1, firstEventId: 1 }, last];
    while (high.number - low.number > 1) {
      // Most records have about as many events as the others: the guess is nearly right.
      const part = (eventId - low.firstEventId) / (high.firstEventId - low.firstEventId);
      const guess = low.number + Math.round(part * (high.number - low.number));
      const number = Math.min(Math.max(guess, low.number + 1), high.number - 1);
      const found = await this.probe(arn, incarnation, number);
      if (found === undefined) break;
      if (found.firstEventId <= eventId) low = found;
      else high = found;
    }
    return low.number;
  }

  /** A record's first event; undefined: that of the last record. */
  private async probe(arn: string, incarnation: number, number: number | undefined) {
    const range = recordRange(arn, incarnation, { from: number, to: number });
    const query = {
      ...range,
      partition: arn,
      newestFirst: true,
      pageLength: 1,
      names: ["sk", "f"],
    };
    const [item] = (await this.stores.table.page(query)).items;
    if (item === undefined) return undefined;
    const firstEventId = numberIn(item, "f") ?? 0;
    return { number: readSortKey(textIn(item, "sk")).number, firstEventId };
  }
}

function recordRange(
  arn: string,
  incarnation: number,
  { from = 0, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
): { readonly from: string; readonly to: string } {
  return {
    from: recordKey(arn, incarnation, from).sk,
    to: to === undefined ? resolutionRange(incarnation).from : recordKey(arn, incarnation, to).sk,
  };
}

const pageLengthMax = 100;
