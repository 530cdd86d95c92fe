import type {
  DefinitionRecord,
  Definitions,
  DefinitionsQuery,
  Page,
} from "../../engine/definitions-port.ts";

/** State machines, versions, aliases and activities in memory. */
export class MemoryDefinitions implements Definitions {
  private kept: Map<string, Entry> | undefined;
  private texts: Map<string, string> | undefined;
  private puts = 0;

  get(arn: string): DefinitionRecord | undefined {
    return this.kept?.get(arn)?.record;
  }

  put(record: DefinitionRecord): boolean {
    this.kept ??= new Map();
    const there = this.kept.get(record.arn);
    if ((there?.record.edition ?? 0) !== record.edition - 1) return false;
    this.kept.set(record.arn, { record, place: there?.place ?? this.puts++ });
    return true;
  }

  delete(arn: string, edition: number): boolean {
    if (this.get(arn)?.edition !== edition) return false;
    return this.kept?.delete(arn) ?? false;
  }

  list({ kind, owner, newestFirst, limit, after }: DefinitionsQuery): Page<DefinitionRecord> {
    const found = [...(this.kept?.values() ?? [])].filter(
      ({ record }) => record.kind === kind && record.owner === owner,
    );
    // A Map keeps its entries in the order of their first `set`, which is that of their places.
    if (newestFirst) found.reverse();
    const start = after === undefined ? 0 : found.findIndex(isBehind(Number(after), newestFirst));
    const page = start < 0 ? [] : found.slice(start, start + limit);
    const last = page.at(-1);
    const isLast = last === undefined || start + limit >= found.length;
    return { items: page.map(({ record }) => record), next: isLast ? undefined : `${last.place}` };
  }

  putText(hash: string, text: string): void {
    this.texts ??= new Map();
    this.texts.set(hash, text);
  }

  text(hash: string): string | undefined {
    return this.texts?.get(hash);
  }
}

interface Entry {
  readonly record: DefinitionRecord;
  /** Counts the records. */
  readonly place: number;
}

function isBehind(place: number, newestFirst = false): (entry: Entry) => boolean {
  return (entry) => (newestFirst ? entry.place < place : entry.place > place);
}
