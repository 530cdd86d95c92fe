import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Case, type Kit, loadKit } from "../../scripts/conformance/kit.ts";
import { authorization, send, testServer } from "../hosts/server/http-client.ts";
import { localServer } from "../integrations/local-server.ts";
import { type RecordedEvent, type WireAnswer, wireAnswers } from "./wire-answers.ts";

const folder = "../shared/conformance/cases";
const account = "111111111111";
const kit = existsSync(folder) ? await loadKit(folder) : undefined;

/** The recorded executions whose services can be played, with what these are to answer. */
function playable(kit: Kit): readonly (readonly [string, Case, readonly WireAnswer[]])[] {
  return kit.loadCases(folder, {}).flatMap((testCase) => {
    if (testCase.family !== "execution" || testCase.mocks === undefined) return [];
    if (testCase.type !== "STANDARD" || testCase.area === "credentials") return [];
    const history = withValues(kit, testCase);
    const answers = wireAnswers(history);
    return answers === undefined || answers.length === 0
      ? []
      : [[testCase.slug, testCase, answers]];
  });
}

/** The recorded history with the placeholders' values, as plain JSON. */
function withValues(kit: Kit, { expected, placeholders = {} }: CaseWithWords): RecordedEvent[] {
  let text = kit.toJson(expected.history ?? []);
  for (const [word, value] of Object.entries(placeholders)) {
    if (word.startsWith("<")) text = text.replaceAll(word, value || "request-1");
  }
  return JSON.parse(text, spelt);
}

/** Keeps how a number is spelt, for the text that the service sends. */
function spelt(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined || source === String(value)) return value;
  return { toJSON: () => exactJson.rawJSON(source) };
}

/** Known to Node.js, and not yet to its types. */
const exactJson = JSON as JSON & { rawJSON(text: string): object };

type CaseWithWords = Case & {
  readonly placeholders?: { readonly [word: string]: string | null | false };
};

/** The services of an execution: each request gets the next answer. */
function playedServices(answers: readonly WireAnswer[]) {
  const left = [...answers];
  return localServer((_request, response) => {
    const { status, headers, body } = left.shift() ?? { status: 500, headers: {}, body: "" };
    response.writeHead(status, { "x-amzn-requestid": "request-1", ...headers });
    response.end(body);
  });
}

describe.skipIf(kit === undefined)("Tasks that AWS recorded, called for real", () => {
  const cases = kit === undefined ? [] : playable(kit);

  it("are many", () => {
    expect(cases.length).toBeGreaterThanOrEqual(30);
  });

  it.each(cases)("have the same outcome and history: %s", async (_slug, testCase, answers) => {
    await using services = await playedServices(answers);
    const server = await testServer({
      environment: { AWS_ENDPOINT_URL: services.url, AWS_ENDPOINT_URL_SFN: services.url },
      time: "skip",
    });
    const client = {
      call: async (operation: string, body: unknown) => {
        const target = `AWSStepFunctions.${operation}`;
        const headers = { "X-Amz-Target": target, Authorization: authorization(account) };
        const { status, text } = await send(server.url, { headers, body: kit?.toJson(body) ?? "" });
        if (status !== 200) throw new Error(text);
        return kit?.parseJson(text);
      },
    };
    try {
      const { mocks, ...unmocked } = testCase;
      const grades = await kit?.runCase(client, unmocked as Case, { limit: 10_000, account });
      expect(grades?.outcome.diff ?? null).toBeNull();
      expect(grades?.history?.diff ?? null).toBeNull();
    } finally {
      await server.stop();
    }
  });
});
