import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryAccountUsage } from "../../lib/adapters/memory/account-usage.ts";
import { MemoryActivityQueue } from "../../lib/adapters/memory/activity-queue.ts";
import { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import { MemoryExecutions } from "../../lib/adapters/memory/executions.ts";
import { MemoryJournal } from "../../lib/adapters/memory/journal.ts";
import { SqliteAccountUsage } from "../../lib/adapters/sqlite/account-usage.ts";
import { SqliteActivityQueue } from "../../lib/adapters/sqlite/activity-queue.ts";
import { SqliteDefinitions } from "../../lib/adapters/sqlite/definitions.ts";
import { SqliteExecutions } from "../../lib/adapters/sqlite/executions.ts";
import { sqliteJournal, sqliteMapRunJournal } from "../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import type { ServiceErrorType } from "../../lib/api/api-error.ts";
import type { MapRunSnapshot } from "../../lib/core/map-run/map-run-snapshot.ts";
import type { MapRunMeta } from "../../lib/engine/journal-port.ts";
import { InProcessApi } from "../../lib/index.ts";
import { simulatedStores } from "../adapters/aws/simulated-stores.ts";
import { errorCauses } from "../clients/error-causes.ts";
import { CountedUsage } from "./differential/counted-usage.ts";
import { Oracle } from "./differential/oracle.ts";
import {
  argumentsOf,
  quotas,
  resolveReferences,
  type ScriptCall,
  scripts,
} from "./differential/script.ts";
import { type KeptStores, StoredApi } from "./differential/stored-api.ts";
import { answerOf, type Fields } from "./play-calls.ts";

const now = (): number => Date.UTC(2026, 0, 1);

interface System {
  call(op: ScriptCall["op"], args: Fields): Promise<Fields>;
}

function processApi(): System {
  const api = new InProcessApi({ time: "stand", seed: 1, quotas });
  return { call: async (op, args) => (op === "$restart" ? {} : answerOf(api, op, args)) };
}

function stored(stores: KeptStores, separate = false): System {
  const api = new StoredApi(stores, { separate });
  return {
    call: async (op, args) => {
      if (op !== "$restart") return api.call(op, args);
      await api.restart();
      return {};
    },
  };
}

function memoryStores(): KeptStores {
  const journal = new MemoryJournal({ now });
  const mapRunJournal = new MemoryJournal<MapRunMeta, MapRunSnapshot>({ now });
  const definitions = new MemoryDefinitions();
  return {
    journal,
    mapRunJournal,
    definitions,
    usage: new MemoryAccountUsage(definitions, journal),
    executions: new MemoryExecutions(journal, mapRunJournal),
    activityQueue: new MemoryActivityQueue(),
  };
}

function sqliteStores(): KeptStores {
  const database = openDatabase(":memory:");
  return {
    journal: sqliteJournal(database, now),
    mapRunJournal: sqliteMapRunJournal(database, now),
    definitions: new SqliteDefinitions(database),
    usage: new SqliteAccountUsage(database),
    executions: new SqliteExecutions(database, now),
    activityQueue: new SqliteActivityQueue(database),
  };
}

/** What functions on AWS keep, on simulated tables and buckets. */
function awsFunctionStores(): KeptStores {
  const stores = simulatedStores({ now });
  return { ...stores, usage: new CountedUsage(stores) };
}

const reached = new Set<string>();

describe("memory, SQLite and the oracle", () => {
  it(
    "agree on random calls, whenever the process changes",
    async () => {
      const others = {
        memory: () => stored(memoryStores()),
        sqlite: () => stored(sqliteStores()),
        functions: () => stored(sqliteStores(), true),
      };
      await agree(others, { numRuns: 240, seed: 7 });
    },
    slowTimeoutMs,
  );

  it(
    "agree with functions on AWS, where tables and buckets are simulated",
    async () => {
      await agree({ aws: () => stored(awsFunctionStores(), true) }, { numRuns: 60, seed: 8 });
    },
    slowTimeoutMs,
  );

  it("have met every operation", () => {
    expect(Object.keys(argumentsOf).filter((op) => !reached.has(op))).toEqual([]);
  });

  it("have met every error of the API, but those that have a reason", () => {
    const missed = Object.keys(errorCauses).filter((error) => !reached.has(error));
    expect(missed.sort()).toEqual(Object.keys(notReached).sort());
  });
});

/** However slow the machine is. */
const slowTimeoutMs = 300_000;

/** Plays scripts in the process and elsewhere: each agrees with the oracle, and with the others. */
async function agree(
  others: { readonly [name: string]: () => System },
  { numRuns, seed }: { readonly numRuns: number; readonly seed: number },
): Promise<void> {
  const names = Object.keys(others);
  const property = fc.asyncProperty(scripts, async (script) => {
    const systems = [processApi(), ...Object.values(others).map((make) => make())];
    const logs = await Promise.all(systems.map((system) => play(system, script)));
    const [inProcess, ...answers] = logs.map((log) => log.map(withoutOpaque));
    for (const [index, log] of answers.entries()) {
      expect({ [names[index] ?? ""]: log }).toEqual({ [names[index] ?? ""]: inProcess });
    }
  });
  await fc.assert(property, { numRuns, seed, endOnFailure: true });
}

/** What calls that come one after the other cannot cause. */
const notReached: { readonly [T in ServiceErrorType]?: string } = {
  ActivityWorkerLimitExceeded: "while other workers wait",
  KmsInvalidStateException: "KMS is never called",
  KmsThrottlingException: "KMS is never called",
  StateMachineDeleting: "while another request deletes it",
};

/** Plays the script against a system and its own oracle. Answers what the system said. */
async function play(system: System, script: readonly ScriptCall[]): Promise<readonly Fields[]> {
  const oracle = new Oracle();
  const answers: Fields[] = [];
  for (const [index, { op, args }] of script.entries()) {
    const request = resolveReferences(args, answers) as Fields;
    const answer = await system.call(op, request);
    answers.push(withMapRun(answer));
    if (op === "$restart") continue;
    reached.add(op);
    if (answer.error !== undefined && answer.message !== undefined)
      reached.add(String(answer.error));
    const expected = oracle.call(op, request, answer);
    const wanted = Object.fromEntries(Object.entries(expected).filter(([, v]) => v !== undefined));
    expect({ index, op, request, ...answer }).toMatchObject({ index, op, request, ...wanted });
    if (expected.error === undefined && !("maxResults" in request || "nextToken" in request)) {
      expect({ index, op, request, ...answer }).not.toHaveProperty("message");
    }
  }
  return answers;
}

/** Later calls mean the first Map Run. */
function withMapRun(answer: Fields): Fields {
  const [first] = (answer.mapRuns ?? []) as readonly Fields[];
  return first === undefined ? answer : { ...answer, mapRunArn: first.mapRunArn };
}

/** Each system makes its own ids and tokens. */
function withoutOpaque(value: Fields): Fields {
  const text = JSON.stringify(value, (key, field) =>
    opaque.has(key) && field !== undefined ? `<${key}>` : field,
  );
  return JSON.parse(text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<uuid>"));
}

const opaque = new Set(["revisionId", "taskToken", "nextToken", "mapRunArn"]);
