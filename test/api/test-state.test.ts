import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ApiError } from "../../lib/api/api-error.ts";
import {
  type TestStateRequest,
  type TestStateResponse,
  testState,
} from "../../lib/api/test-state.ts";

interface Case {
  readonly title: string;
  /** The page that shows the same call. */
  readonly source?: string;
  readonly definition: object;
  readonly input?: unknown;
  readonly request?: Partial<TestStateRequest>;
  /** The response with its JSON texts read, or the refusal; `*` is any text. */
  readonly expected: { readonly [field: string]: unknown };
}

const cases = JSON.parse(
  readFileSync(new URL("./test-state-cases.json", import.meta.url), "utf8"),
) as Case[];

describe("TestState", () => {
  it.each(cases)("$title", async ({ definition, input, request, expected }) => {
    const actual = await answer({
      definition: JSON.stringify(definition),
      ...(input !== undefined && { input: JSON.stringify(input) }),
      ...request,
    });
    expect(actual).toEqual(withAnyText(expected));
  });
});

async function answer(request: TestStateRequest): Promise<unknown> {
  try {
    return readTexts(await testState({ roleArn: role, ...request }, { at: Date.UTC(2026, 0, 1) }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { error: error.errorType, message: error.message };
  }
}

const role = "arn:aws:iam::123456789012:role/test";

function readTexts({ output, inspectionData, ...rest }: TestStateResponse): unknown {
  const inspected = Object.entries(inspectionData ?? {}).map(([name, value]) => {
    return [name, typeof value === "string" ? JSON.parse(value) : value] as const;
  });
  return {
    ...rest,
    ...(output !== undefined && { output: JSON.parse(output) }),
    ...(inspectionData !== undefined && { inspectionData: Object.fromEntries(inspected) }),
  };
}

function withAnyText(expected: Case["expected"]): unknown {
  const fields = Object.entries(expected).map(([name, value]) => {
    return [name, value === "*" ? expect.any(String) : value] as const;
  });
  return Object.fromEntries(fields);
}
