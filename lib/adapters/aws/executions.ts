import type { ExecutionStatus } from "../../core/snapshot.ts";
import type { Page, PageRequest } from "../../engine/definitions-port.ts";
import {
  type ExecutionSummary,
  type Executions,
  type ExecutionsQuery,
  executionSummary,
  type MapRunSummary,
  mapRunSummary,
} from "../../engine/executions-port.ts";
import { numberIn, textIn } from "./attributes.ts";
import type { Item } from "./dynamodb-calls.ts";
import { inOrder } from "./in-order.ts";
import { codes, executionKind, type ListedState, mapRunCode, mapRunKind } from "./journal-kinds.ts";
import { shortHash } from "./keys.ts";
import { listPartition, listPartitions, readMeta } from "./meta-items.ts";
import type { IndexName, Table } from "./table.ts";

/** Lists what journals keep in the same table, by its indexes: they may lag behind. */
export class AwsExecutions implements Executions {
  private readonly table: Table;
  private readonly now: () => number;

  constructor(table: Table, now: () => number) {
    this.table = table;
    this.now = now;
  }

  list({ of, status, redriven, limit, after }: ExecutionsQuery): Promise<Page<ExecutionSummary>> {
    const [[field, arn] = noOwner] = Object.entries(of);
    const index = indexes[field] ?? "list";
    const wanted = status === undefined ? Object.values(codes) : [codes[status]];
    const owner = shortHash(arn);
    const partitions = wanted.flatMap((code) => listPartitions(owner, code));
    const isIt = (summary: ExecutionSummary): boolean =>
      summary[field as keyof ExecutionSummary] === arn &&
      (redriven === undefined || redriven === summary.redriveCount > 0);
    return this.page({ index, partitions, limit, newestFirst: true, after }, (item) => {
      const summary = readExecution(item);
      return isIt(summary) ? summary : undefined;
    });
  }

  listMapRuns(executionArn: string, page: PageRequest): Promise<Page<MapRunSummary>> {
    const partitions = [listPartition(shortHash(executionArn), mapRunCode, executionArn)];
    return this.page({ index: "list", partitions, newestFirst: false, ...page }, (item) => {
      const summary = readMapRun(item);
      return summary.executionArn === executionArn ? summary : undefined;
    });
  }

  /** `read` answers undefined where an entry is not wanted. */
  private async page<Summary>(
    { index, partitions, limit, newestFirst, after }: ListQuery,
    read: (item: Item) => Summary | undefined,
  ): Promise<Page<Summary>> {
    const range = newestFirst ? { to: after } : { from: after };
    const pageLength = Math.min(limit + 1, pageLengthMax);
    const sources = partitions.map((partition) =>
      this.entries({ index, partition, newestFirst, pageLength, ...range }),
    );
    const items: Summary[] = [];
    let last = "";
    for await (const item of inOrder(sources, newestFirst ? newer : older)) {
      const place = textIn(item, "s");
      // What is moved from one list to another may be seen in both.
      if (place === after || place === last || this.hasExpired(item)) continue;
      const summary = read(item);
      if (summary === undefined) continue;
      if (items.length === limit) return { items, next: last };
      items.push(summary);
      last = place;
    }
    return { items, next: undefined };
  }

  private async *entries(query: Parameters<Table["pages"]>[0]): AsyncGenerator<Item, void> {
    for await (const items of this.table.pages(query)) yield* items;
  }

  private hasExpired(item: Item): boolean {
    return (numberIn(item, "e") ?? Number.POSITIVE_INFINITY) <= this.now();
  }
}

interface ListQuery extends PageRequest {
  readonly index: IndexName;
  readonly partitions: readonly string[];
  readonly newestFirst: boolean;
}

/** The index that has the executions of what is named in a query. */
const indexes: { readonly [field: string]: IndexName | undefined } = {
  stateMachineVersionArn: "version",
  stateMachineAliasArn: "alias",
};

function readExecution(item: Item): ExecutionSummary {
  const meta = readMeta(executionKind, item, () => undefined);
  const [code, stoppedMs, redriveCount, redrivenMs, itemCount] = listedOf(item);
  const summary = executionSummary(meta, {
    status: statuses.get(code) ?? "RUNNING",
    stoppedMs: stoppedMs ?? undefined,
    redriveCount: redriveCount ?? 0,
    redrivenMs: redrivenMs ?? undefined,
  });
  return itemCount === undefined ? summary : { ...summary, itemCount: itemCount ?? undefined };
}

function readMapRun(item: Item): MapRunSummary {
  const [, stoppedMs] = listedOf(item);
  const meta = readMeta(mapRunKind, item, () => undefined);
  return mapRunSummary(meta, { stoppedMs: stoppedMs ?? undefined });
}

function listedOf(item: Item): ListedState {
  return JSON.parse(textIn(item, "y")) as ListedState;
}

const statuses = new Map(
  Object.entries(codes).map(([status, code]) => [code, status as ExecutionStatus]),
);

function older(left: Item, right: Item): number {
  const [one, other] = [textIn(left, "s"), textIn(right, "s")];
  return one < other ? -1 : Number(one > other);
}

function newer(left: Item, right: Item): number {
  return older(right, left);
}

const noOwner = ["stateMachineArn", ""] as const;
const pageLengthMax = 100;
