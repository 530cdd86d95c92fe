import { describe, expect, it } from "vitest";
import { createMapRun, type MapRunSnapshot } from "../../lib/core/map-run/map-run-snapshot.ts";
import type { ExecutionStatus } from "../../lib/core/snapshot.ts";
import { createSnapshot } from "../../lib/core/snapshot-json.ts";
import type { Page } from "../../lib/engine/definitions-port.ts";
import type { Executions, ExecutionsQuery } from "../../lib/engine/executions-port.ts";
import type { ExecutionMeta, Journal, MapRunMeta } from "../../lib/engine/journal-port.ts";

/** A listing, and the journals that it lists. */
export interface Listed {
  readonly executions: Executions;
  readonly journal: Journal;
  readonly mapRunJournal: Journal<MapRunMeta, MapRunSnapshot>;
}

/** What must hold of every implementation of the `executions` port. `create` makes an empty one. */
export function executionsContract(name: string, create: () => Listed | Promise<Listed>): void {
  describe(`${name} lists executions`, () => {
    it("has nothing of a state machine that has none", async () => {
      const { executions } = await create();
      expect(await executions.list({ of: { stateMachineArn }, limit: 5 })).toEqual(empty);
      expect(await executions.listMapRuns(executionArn("a"), { limit: 5 })).toEqual(empty);
    });

    it("tells of an execution as soon as it is created", async () => {
      const listed = await create();
      await start(listed, "a", { startedMs: 5 });
      const page = await listed.executions.list({ of: { stateMachineArn }, limit: 5 });
      expect(page.items[0]).toMatchObject({
        executionArn: executionArn("a"),
        stateMachineArn,
        name: "a",
        status: "RUNNING",
        startedMs: 5,
        redriveCount: 0,
      });
    });

    it("tells of its end, and of a redrive", async () => {
      const listed = await create();
      await start(listed, "a");
      await append(listed, "a", "FAILED");
      expect(await statuses(listed)).toEqual(["FAILED"]);
      await append(listed, "a", "RUNNING", 2, 1);
      const page = await listed.executions.list({ of: { stateMachineArn }, limit: 5 });
      expect(page.items[0]).toMatchObject({ status: "RUNNING", redriveCount: 1, redrivenMs: 20 });
    });

    it("has the newest first, also of those that started at the same instant", async () => {
      const listed = await create();
      for (const one of ["b", "a", "c"]) await start(listed, one);
      expect(await names(listed, { of: { stateMachineArn } }, 10)).toEqual(["c", "a", "b"]);
    });

    filterContract(create);
    pageContract(create);
  });
}

function filterContract(create: () => Listed | Promise<Listed>): void {
  it("lists by status, and by whether an execution was redriven", async () => {
    const listed = await create();
    for (const one of ["a", "b", "c"]) await start(listed, one);
    await append(listed, "a", "SUCCEEDED");
    await append(listed, "b", "FAILED", 1, 2);
    const of = { stateMachineArn };
    expect(await names(listed, { of, status: "RUNNING" }, 9)).toEqual(["c"]);
    expect(await names(listed, { of, status: "SUCCEEDED" }, 9)).toEqual(["a"]);
    expect(await names(listed, { of, redriven: true }, 9)).toEqual(["b"]);
    expect(await names(listed, { of, redriven: false }, 9)).toEqual(["c", "a"]);
    expect(await names(listed, { of, status: "RUNNING", redriven: true }, 9)).toEqual([]);
  });

  it("lists by version, alias and Map Run", async () => {
    const listed = await create();
    const [version, alias] = [`${stateMachineArn}:1`, `${stateMachineArn}:live`];
    const mapRunArn = `${stateMachineArn.replace(":stateMachine:", ":mapRun:")}/L:1`;
    await start(listed, "a", { info: { stateMachineVersionArn: version } });
    await start(listed, "b", {
      info: { stateMachineVersionArn: version, stateMachineAliasArn: alias },
    });
    await start(listed, "c", {
      info: { stateMachineArn: `${stateMachineArn}/L`, mapRunArn },
      input: { Items: [1, 2] },
    });
    const list = (of: ExecutionsQuery["of"]) => names(listed, { of }, 9);
    expect(await list({ stateMachineArn })).toEqual(["b", "a"]);
    expect(await list({ stateMachineVersionArn: version })).toEqual(["b", "a"]);
    expect(await list({ stateMachineAliasArn: alias })).toEqual(["b"]);
    expect(await list({ mapRunArn })).toEqual(["c"]);
    const { items } = await listed.executions.list({ of: { mapRunArn }, limit: 1 });
    expect(items[0]).toMatchObject({ mapRunArn, itemCount: 2 });
  });
}

function pageContract(create: () => Listed | Promise<Listed>): void {
  it("gives the same list in pages of every size", async () => {
    const listed = await create();
    const all = Array.from({ length: 11 }, (_, index) => `e${index}`);
    for (const [index, one] of all.entries()) {
      await start(listed, one);
      if (index % 3 === 0) await append(listed, one, "SUCCEEDED");
    }
    for (let limit = 1; limit <= 12; limit++) {
      const of = { stateMachineArn };
      expect(await names(listed, { of }, limit)).toEqual(all.toReversed());
      expect(await names(listed, { of, status: "SUCCEEDED" }, limit)).toEqual([
        "e9",
        "e6",
        "e3",
        "e0",
      ]);
    }
  });

  it("lists the Map Runs of an execution in the order of their start", async () => {
    const listed = await create();
    for (const id of ["2", "1", "3"]) await startMapRun(listed, "a", id);
    await startMapRun(listed, "b", "4");
    for (let limit = 1; limit <= 4; limit++) {
      const found = await all((after) =>
        listed.executions.listMapRuns(executionArn("a"), { limit, after }),
      );
      expect(found.map(({ mapRunArn }) => mapRunArn.at(-1))).toEqual(["2", "1", "3"]);
      expect(found[0]).toMatchObject({ executionArn: executionArn("a"), startedMs: 1 });
    }
  });
}

const empty = { items: [], next: undefined };
const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";

function executionArn(name: string): string {
  return `arn:aws:states:us-east-1:123456789012:execution:M:${name}`;
}

function infoOf(name: string): ExecutionMeta["info"] {
  return {
    executionArn: executionArn(name),
    name,
    roleArn: "arn:aws:iam::123456789012:role/M",
    stateMachineArn,
    stateMachineName: "M",
    type: "STANDARD",
  };
}

async function start(
  { journal }: Listed,
  name: string,
  {
    info = {},
    ...rest
  }: { info?: Partial<ExecutionMeta["info"]>; startedMs?: number; input?: object } = {},
): Promise<void> {
  const meta = { incarnation: 7, info: { ...infoOf(name), ...info }, seed: 0 };
  await journal.create(executionArn(name), { ...meta, input: {}, startedMs: 1, ...rest } as never);
}

async function append(
  { journal }: Listed,
  name: string,
  status: ExecutionStatus,
  number = 1,
  redriveCount = 0,
): Promise<void> {
  const there = await journal.load(executionArn(name));
  const before = there?.snapshot ?? createSnapshot(infoOf(name));
  const redrivenMs = redriveCount > 0 ? 20 : undefined;
  const snapshot = { ...before, nowMs: 30, status, redriveCount, redrivenMs, seed: number };
  await journal.append(executionArn(name), {
    incarnation: 7,
    number,
    nonce: number,
    before,
    snapshot: { ...snapshot, stoppedMs: status === "RUNNING" ? undefined : 30 },
    events: [],
    unconfirmed: [],
    consumed: [],
    dueMs: undefined,
    expiresMs: undefined,
  });
}

async function startMapRun({ mapRunJournal }: Listed, name: string, id: string): Promise<void> {
  const mapRunArn = `arn:aws:states:us-east-1:123456789012:mapRun:M/L:${id}`;
  const run = createMapRun(
    {
      mapRunArn,
      executionArn: executionArn(name),
      roleArn: "arn:aws:iam::123456789012:role/M",
      stateMachineArn: `${stateMachineArn}/L`,
      stateMachineName: "M/L",
      childType: "STANDARD",
    },
    {
      type: "startMapRun",
      attempt: 1,
      stateName: "Map",
      items: [],
      maxConcurrency: 0,
    } as never,
  );
  await mapRunJournal.create(mapRunArn, {
    incarnation: 7,
    startedMs: 1,
    info: run.info,
    order: run.order,
    parentIncarnation: 7,
    generation: 0,
    parentRedrive: 0,
    seed: 0,
  });
}

async function statuses({ executions }: Listed): Promise<readonly string[]> {
  const { items } = await executions.list({ of: { stateMachineArn }, limit: 9 });
  return items.map(({ status }) => status);
}

async function names(
  { executions }: Listed,
  query: Omit<ExecutionsQuery, "limit">,
  limit: number,
): Promise<readonly string[]> {
  const found = await all((after) => executions.list({ ...query, limit, after }));
  return found.map(({ name }) => name);
}

/** The items of all pages. */
async function all<Item>(
  list: (after: string | undefined) => Page<Item> | Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let after: string | undefined;
  do {
    const page = await list(after);
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
}
