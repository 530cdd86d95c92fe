import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InProcessApi } from "../../lib/index.ts";
import { answerOf, type Fields } from "./play-calls.ts";

/** The listings, each with what makes `count` entries and the request that lists them. */
const listings: {
  readonly [op: string]: {
    readonly entries: string;
    fill(api: InProcessApi, count: number): Promise<Fields>;
  };
} = {
  ListActivities: {
    entries: "activities",
    fill: (api, count) => repeat(count, (n) => answerOf(api, "CreateActivity", { name: `a${n}` })),
  },
  ListStateMachines: {
    entries: "stateMachines",
    fill: (api, count) => repeat(count, (n) => create(api, `m${n}`)),
  },
  ListStateMachineVersions: {
    entries: "stateMachineVersions",
    fill: async (api, count) => {
      const { stateMachineArn } = await create(api, "m");
      await repeat(count, (n) => {
        const definition = pass(`${n}`);
        return answerOf(api, "UpdateStateMachine", { stateMachineArn, definition, publish: true });
      });
      return { stateMachineArn };
    },
  },
  ListStateMachineAliases: {
    entries: "stateMachineAliases",
    fill: async (api, count) => {
      const { stateMachineArn } = await create(api, "m", { publish: true });
      const routes = [{ stateMachineVersionArn: `${stateMachineArn}:1`, weight: 100 }];
      await repeat(count, (n) =>
        answerOf(api, "CreateStateMachineAlias", { name: `a${n}`, routingConfiguration: routes }),
      );
      return { stateMachineArn };
    },
  },
  ListExecutions: {
    entries: "executions",
    fill: async (api, count) => {
      const { stateMachineArn } = await create(api, "m");
      await repeat(count, (n) =>
        answerOf(api, "StartExecution", { stateMachineArn, name: `e${n}` }),
      );
      return { stateMachineArn };
    },
  },
  GetExecutionHistory: {
    entries: "events",
    fill: async (api, count) => {
      const { stateMachineArn } = await create(api, "m", { definition: passes(count) });
      const { executionArn } = await answerOf(api, "StartExecution", { stateMachineArn });
      return { executionArn };
    },
  },
  ListMapRuns: {
    entries: "mapRuns",
    fill: async (api, count) => {
      const { stateMachineArn } = await create(api, "m", { definition: maps(count) });
      const { executionArn } = await answerOf(api, "StartExecution", {
        stateMachineArn,
        input: "[]",
      });
      return { executionArn };
    },
  },
};

describe.each(Object.entries(listings))("%s", (op, { entries, fill }) => {
  it("gives the same list in pages of every size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 10 }),
        async (count, size) => {
          const api = new InProcessApi({ time: "stand" });
          const request = await fill(api, count);
          const whole = (await answerOf(api, op, request))[entries] as readonly unknown[];
          const pages = await pagesOf(api, op, { ...request, maxResults: size });
          const found = pages.map((page) => page[entries] as readonly unknown[]);
          expect(found.flat()).toEqual(whole);
          expect(found.every((page, at) => page.length === size || at === found.length - 1)).toBe(
            true,
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it("refuses tokens that are another listing's, changed, or a day old", async () => {
    const api = new InProcessApi({ time: "stand" });
    const request = await fill(api, 4);
    const { nextToken } = await answerOf(api, op, { ...request, maxResults: 2 });
    const refusal = { error: "InvalidToken", message: "Invalid Token: 'Invalid token'" };
    for (const [other, { fill: fillOther }] of Object.entries(listings)) {
      if (other === op) continue;
      const elsewhere = new InProcessApi({ time: "stand" });
      const otherRequest = await fillOther(elsewhere, 1);
      expect(await answerOf(elsewhere, other, { ...otherRequest, nextToken })).toEqual(refusal);
    }
    const broken = `${String(nextToken).slice(0, -1)}A`;
    expect(await answerOf(api, op, { ...request, nextToken: broken })).toEqual(refusal);
    await api.advance(24 * 3_600_000);
    expect(await answerOf(api, op, { ...request, nextToken })).toHaveProperty(entries);
    await api.advance(1);
    expect(await answerOf(api, op, { ...request, nextToken })).toEqual(refusal);
  });
});

async function pagesOf(api: InProcessApi, op: string, request: Fields): Promise<readonly Fields[]> {
  const pages: Fields[] = [];
  let nextToken: unknown;
  do {
    const page = await answerOf(api, op, { ...request, nextToken });
    pages.push(page);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return pages;
}

async function repeat(count: number, make: (n: number) => Promise<Fields>): Promise<Fields> {
  for (let n = 0; n < count; n++) expect(await make(n)).not.toHaveProperty("error");
  return {};
}

async function create(api: InProcessApi, name: string, more: Fields = {}): Promise<Fields> {
  const roleArn = "arn:aws:iam::123456789012:role/r";
  const answer = await answerOf(api, "CreateStateMachine", {
    name,
    definition: pass("0"),
    roleArn,
    ...more,
  });
  expect(answer).not.toHaveProperty("error");
  return answer;
}

function pass(comment: string): string {
  const States = { P: { Type: "Pass", Comment: comment, End: true } };
  return JSON.stringify({ StartAt: "P", States });
}

function passes(count: number): string {
  return chain(count, { Type: "Pass" });
}

function maps(count: number): string {
  return chain(count, {
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Inner",
      States: { Inner: { Type: "Pass", End: true } },
    },
  });
}

/** So many states of the same kind in a row, then the end. */
function chain(count: number, state: Fields): string {
  const States: { [name: string]: Fields } = { S: { Type: "Succeed" } };
  for (let n = 0; n < count; n++) {
    const next = { ...state, Next: n + 1 < count ? `S${n + 1}` : "S" };
    // Names are unique in a state machine.
    States[`S${n}`] = JSON.parse(JSON.stringify(next).replaceAll("Inner", `Inner${n}`));
  }
  return JSON.stringify({ StartAt: count === 0 ? "S" : "S0", States });
}
