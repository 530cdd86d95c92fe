import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { ApiError } from "../../lib/api/api-error.ts";
import { responseBody, type TestStateRequest, testState } from "../../lib/api/test-state.ts";

/** The conformance kit's runner, as far as it is used here. */
interface Kit {
  loadCases(folder: string, filter: { area: string[] }): KitCase[];
  judge(testCase: KitCase, actual: unknown, account: string): { outcome: Grade };
  parseJson(text: string): unknown;
  toJson(value: unknown): string;
}

interface KitCase {
  readonly slug: string;
  readonly definition: unknown;
  readonly input?: unknown;
  readonly request: { readonly [field: string]: unknown };
}

interface Grade {
  readonly pass: boolean;
  readonly diff?: unknown;
}

const account = "111111111111";
const kitFolder = fileURLToPath(new URL("../../../shared/conformance/", import.meta.url));
const kit = existsSync(kitFolder) ? await loadKit() : undefined;

describe("TestState answers as AWS did", () => {
  if (kit === undefined) {
    it("needs recordings", ({ skip }) => skip("there are none in ../shared/conformance"));
    return;
  }
  const cases = kit.loadCases(`${kitFolder}cases`, { area: ["test_state"] });
  it("has cases", () => expect(cases.length).toBeGreaterThan(100));

  for (const testCase of cases) {
    it(testCase.slug, async () => {
      const actual = await answer(kit, testCase);
      const { outcome } = kit.judge(testCase, kit.parseJson(actual), account);
      expect(outcome.diff ?? "as AWS").toBe("as AWS");
    });
  }
});

async function answer(kit: Kit, testCase: KitCase): Promise<string> {
  const { definition, input } = testCase;
  const request = {
    ...JSON.parse(kit.toJson(testCase.request)),
    definition: typeof definition === "string" ? definition : kit.toJson(definition),
    ...(input !== undefined && { input: kit.toJson(input) }),
  } as TestStateRequest;
  try {
    const options = { at: Date.UTC(2026, 0, 1), accountId: account };
    return JSON.stringify(responseBody(await testState(request, options)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return JSON.stringify({ error: error.errorType, message: error.message });
  }
}

async function loadKit(): Promise<Kit> {
  return (await import(pathToFileURL(`${kitFolder}run.mjs`).href)) as Kit;
}
