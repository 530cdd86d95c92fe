import type { HistoryEvent, HistoryEventType } from "../../core/history-event.ts";
import type { Page } from "../../engine/definitions-port.ts";
import { pendingAttempts } from "../../engine/pending-attempts.ts";
import type { Stores } from "./stores.ts";

type Recorded = Pick<Stores, "journal" | "executions">;

/**
 * How often each state of an execution, and of the children of its Map Runs, has been called by
 * now: attempts that are under way are yet to be called, or will be given up.
 */
export async function recordedCalls(
  stores: Recorded,
  executionArn: string,
): Promise<Map<string, number>> {
  const { executions } = stores;
  const calls = new Map<string, number>();
  await addCalls(stores, executionArn, calls);
  const runs = pages((page) => executions.listMapRuns(executionArn, page));
  for await (const { mapRunArn } of runs) {
    const children = pages((page) => executions.list({ of: { mapRunArn }, ...page }));
    for await (const child of children) await addCalls(stores, child.executionArn, calls);
  }
  return calls;
}

async function addCalls(
  { journal }: Recorded,
  executionArn: string,
  calls: Map<string, number>,
): Promise<void> {
  const head = await journal.load(executionArn);
  if (head?.snapshot === undefined) return;
  const pending = new Set([...pendingAttempts(head.snapshot)].map(({ phase }) => phase.attempt));
  const states = new Map<number, string>();
  for (const event of await journal.events(executionArn)) {
    const state = stateOf(event, states);
    if (state === undefined) continue;
    states.set(event.id, state);
    if (!scheduled.has(event.type) || pending.has(event.id)) continue;
    calls.set(state, (calls.get(state) ?? 0) + 1);
  }
}

/** The state that the event belongs to: the one that it names, or that of what it follows. */
function stateOf(
  { type, previousEventId, details }: HistoryEvent,
  states: ReadonlyMap<number, string>,
): string | undefined {
  if (!type.endsWith("StateEntered")) return states.get(previousEventId);
  return (details as { readonly name: string } | undefined)?.name;
}

const scheduled: ReadonlySet<HistoryEventType> = new Set([
  "ActivityScheduled",
  "LambdaFunctionScheduled",
  "TaskScheduled",
]);

interface NextPage {
  readonly limit: number;
  readonly after?: string | undefined;
}

async function* pages<Item>(
  list: (page: NextPage) => Page<Item> | Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let after: string | undefined;
  do {
    const { items, next }: Page<Item> = await list({ limit: 100, after });
    yield* items;
    after = next;
  } while (after !== undefined);
}
