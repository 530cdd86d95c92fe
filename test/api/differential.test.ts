import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ServiceErrorType } from "../../lib/api/api-error.ts";
import { InProcessApi } from "../../lib/index.ts";
import { errorCauses } from "../clients/error-causes.ts";
import { awsFunctionStores, memoryStores, sqliteStores } from "./differential/kept-stores.ts";
import { Oracle } from "./differential/oracle.ts";
import { expectAnswer, withMapRun } from "./differential/play-script.ts";
import {
  argumentsOf,
  quotas,
  resolveReferences,
  type ScriptCall,
  scripts,
} from "./differential/script.ts";
import { type KeptStores, StoredApi } from "./differential/stored-api.ts";
import { answerOf, type Fields } from "./play-calls.ts";

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
    expectAnswer({ index, op, request }, answer, oracle.call(op, request, answer));
  }
  return answers;
}

/** Each system makes its own ids and tokens. */
function withoutOpaque(value: Fields): Fields {
  const text = JSON.stringify(value, (key, field) =>
    opaque.has(key) && field !== undefined ? `<${key}>` : field,
  );
  return JSON.parse(text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<uuid>"));
}

const opaque = new Set(["revisionId", "taskToken", "nextToken", "mapRunArn"]);
