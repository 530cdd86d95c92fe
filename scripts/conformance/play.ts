import { readDocument } from "../../lib/data/document.ts";
import { ApiError, InProcessApi } from "../../lib/index.ts";
import { converse } from "./conversation.ts";
import type { Case, Client, Grades, Kit } from "./kit.ts";

export interface PlayOptions {
  /** Every step goes through the snapshot's JSON text. */
  readonly asText?: boolean;
  /** Hears the text of every answer. */
  readonly answered?: (text: string) => void;
}

/** Plays a case against the interpreter in this process, and grades it by the kit's comparison. */
export async function play(kit: Kit, testCase: Case, options: PlayOptions = {}): Promise<Grades> {
  const client = clientFor(kit, testCase, options);
  if (testCase.family === "execution") {
    // Time is skipped: whatever still runs after StartExecution will run for ever.
    return kit.runCase(client, testCase, { limit: 1, account });
  }
  const answer =
    testCase.family === "conversation"
      ? await converse(client, testCase)
      : await answerOf(kit, client, testCase);
  return kit.judge(testCase, answer, account);
}

/** The families that are one request. */
const operations = {
  test_state: "TestState",
  validate: "ValidateStateMachineDefinition",
  create_error: "CreateStateMachine",
} as const;

const account = "111111111111";

function clientFor(kit: Kit, testCase: Case, { asText, answered }: PlayOptions): Client {
  const { family, mocks, request, s3 } = testCase;
  const api = new InProcessApi({
    accountId: account,
    asText,
    s3,
    time: family === "conversation" ? "stand" : "skip",
    mockConfig: mocks === undefined ? undefined : readDocument(kit.toJson(mocks)),
  });
  const call = async (operation: string, body: unknown): Promise<unknown> => {
    const text = await api.call(operation, kit.toJson(body));
    answered?.(text);
    return kit.parseJson(text);
  };
  // The kit starts every Express execution synchronously: a server cannot describe the others.
  const asynchronous = family === "execution" && request?.operation !== "StartSyncExecution";
  return {
    call: async (operation, body) => {
      if (operation !== "StartSyncExecution" || !asynchronous) return call(operation, body);
      const { executionArn } = (await call("StartExecution", body)) as { executionArn: string };
      const text = api.outcome(executionArn);
      answered?.(text);
      return kit.parseJson(text);
    },
  };
}

/** The answer to the one request of a case, or the service's refusal. */
async function answerOf(kit: Kit, client: Client, testCase: Case): Promise<unknown> {
  const { definition, family, input, request, type } = testCase;
  if (family === "execution" || family === "conversation") return undefined;
  const operation = operations[family];
  const body = {
    definition: typeof definition === "string" ? definition : kit.toJson(definition),
    ...request,
    ...(input === undefined ? {} : { input: kit.toJson(input) }),
    ...(operation === "TestState" ? {} : { type }),
  };
  try {
    return await client.call(operation, body);
  } catch (error) {
    if (error instanceof ApiError) return { error: error.errorType, message: error.message };
    return { error: "(crash)", message: error instanceof Error ? error.stack : String(error) };
  }
}
