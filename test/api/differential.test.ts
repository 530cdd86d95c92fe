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
import { errorCauses } from "../clients/error-causes.ts";
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

const reached = new Set<string>();

describe("memory, SQLite and the oracle", () => {
  it("agree on random calls, whenever the process changes", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const systems = [
          processApi(),
          stored(memoryStores()),
          stored(sqliteStores()),
          stored(sqliteStores(), true),
        ];
        const logs = await Promise.all(systems.map((system) => play(system, script)));
        const [inProcess = [], memory, sqlite, functions] = logs.map((log) =>
          log.map(withoutOpaque),
        );
        expect({ memory }).toEqual({ memory: inProcess });
        expect({ sqlite }).toEqual({ sqlite: inProcess });
        expect({ functions }).toEqual({ functions: inProcess });
      }),
      { numRuns: 240, seed: 7, endOnFailure: true },
    );
    // However slow the machine is.
  }, 300_000);

  it("have met every operation", () => {
    expect(Object.keys(argumentsOf).filter((op) => !reached.has(op))).toEqual([]);
  });

  it("have met every error of the API, but those that have a reason", () => {
    const missed = Object.keys(errorCauses).filter((error) => !reached.has(error));
    expect(missed.sort()).toEqual(Object.keys(notReached).sort());
  });
});

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
