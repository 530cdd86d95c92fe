import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { Page, PageRequest } from "../../engine/definitions-port.ts";
import {
  type ExecutionSummary,
  type Executions,
  type ExecutionsQuery,
  executionSummary,
  type MapRunSummary,
  mapRunSummary,
} from "../../engine/executions-port.ts";
import type { MapRunMeta } from "../../engine/journal-port.ts";
import type { MemoryJournal } from "./journal.ts";

/** Lists what journals in memory keep: it looks through all of it. */
export class MemoryExecutions implements Executions {
  private readonly journal: MemoryJournal;
  private readonly mapRunJournal: MemoryJournal<MapRunMeta, MapRunSnapshot>;

  constructor(journal: MemoryJournal, mapRunJournal: MemoryJournal<MapRunMeta, MapRunSnapshot>) {
    this.journal = journal;
    this.mapRunJournal = mapRunJournal;
  }

  list(query: ExecutionsQuery): Page<ExecutionSummary> {
    const { limit, after } = query;
    const before = after === undefined ? Number.POSITIVE_INFINITY : Number(after);
    const found: Placed<ExecutionSummary>[] = [];
    let place = 0;
    for (const { meta, snapshot } of this.journal.all()) {
      const item = executionSummary(meta, snapshot);
      if (place < before && matches(item, query)) found.push({ item, place });
      place++;
    }
    return page(found.reverse(), limit);
  }

  listMapRuns(executionArn: string, { limit, after }: PageRequest): Page<MapRunSummary> {
    const behind = after === undefined ? -1 : Number(after);
    const found: Placed<MapRunSummary>[] = [];
    let place = 0;
    for (const { meta, snapshot } of this.mapRunJournal.all()) {
      const item = mapRunSummary(meta, snapshot);
      if (place > behind && item.executionArn === executionArn) found.push({ item, place });
      place++;
    }
    return page(found, limit);
  }
}

interface Placed<Item> {
  readonly item: Item;
  /** Counts all that the journal keeps. */
  readonly place: number;
}

function matches(summary: ExecutionSummary, { of, status, redriven }: ExecutionsQuery): boolean {
  for (const [field, arn] of Object.entries(of)) {
    if (summary[field as keyof ExecutionSummary] !== arn) return false;
  }
  if (status !== undefined && summary.status !== status) return false;
  return redriven === undefined || redriven === summary.redriveCount > 0;
}

function page<Item>(found: readonly Placed<Item>[], limit: number): Page<Item> {
  const entries = found.slice(0, limit);
  const last = found.length > limit ? entries.at(-1) : undefined;
  return { items: entries.map(({ item }) => item), next: last && String(last.place) };
}
