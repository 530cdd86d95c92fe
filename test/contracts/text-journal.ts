import { MemoryJournal, type MemoryJournalOptions } from "../../lib/adapters/memory/journal.ts";
import type { HistoryEvent } from "../../lib/core/history-event.ts";
import type {
  EventsQuery,
  JournalHead,
  JournalMeta,
  JournalRecord,
  Resolution,
} from "../../lib/engine/journal-port.ts";
import {
  type RecordFormat,
  readEvents,
  readResolution,
  type WrittenRecord,
  writeResolution,
} from "../../lib/engine/record-format.ts";

/** A journal in memory that keeps nothing but texts, as adapters do that outlive the process. */
export class TextJournal<Meta extends JournalMeta, State> extends MemoryJournal<Meta, State> {
  readonly written = new Map<string, WrittenRecord[]>();
  private readonly values = new Map<string, string>();
  private readonly format: RecordFormat<Meta, State>;

  constructor(format: RecordFormat<Meta, State>, options: MemoryJournalOptions<State> = {}) {
    super(options);
    this.format = format;
  }

  override create(arn: string, meta: Meta): Meta | undefined {
    const kept = this.format.readMeta(this.format.writeMeta(meta));
    const there = super.create(arn, kept);
    if (there === undefined) this.written.set(arn, []);
    return there;
  }

  override append(arn: string, record: JournalRecord<State>): boolean {
    const records = this.written.get(arn);
    if (!super.append(arn, record) || records === undefined) return false;
    if (record.number > records.length) {
      const written = this.format.writeRecord(record, records.at(-1)?.position);
      for (const { hash, text } of written.values) this.values.set(hash, text());
      records.push({ ...written, values: [] });
    }
    return true;
  }

  override resolve(arn: string, resolution: Resolution): Resolution | undefined {
    return super.resolve(arn, readResolution(writeResolution(resolution)));
  }

  override load(arn: string): JournalHead<Meta, State> | undefined {
    const head = super.load(arn);
    const records = this.written.get(arn) ?? [];
    if (head === undefined || records.length === 0) return head;
    const from = records.findLastIndex(({ isCheckpoint }) => isCheckpoint);
    const meta = this.format.readMeta(this.format.writeMeta(head.meta));
    return { ...head, ...this.format.readHead(meta, records.slice(from), this.textOf) };
  }

  override events(arn: string, query: EventsQuery = {}): readonly HistoryEvent[] {
    const { from, limit, newestFirst = false } = query;
    if (super.load(arn) === undefined) return [];
    const all = (this.written.get(arn) ?? []).flatMap((record) => readEvents(record, this.textOf));
    if (newestFirst) all.reverse();
    const wanted = all.filter(
      ({ id }) => from === undefined || (newestFirst ? id <= from : id >= from),
    );
    return wanted.slice(0, limit);
  }

  private readonly textOf = (hash: string): string | undefined => this.values.get(hash);
}
