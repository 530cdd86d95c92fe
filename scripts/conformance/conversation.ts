import { ApiError } from "../../lib/index.ts";
import type { Case, Client, Step } from "./kit.ts";

/**
 * Makes the calls of a conversation, in order. Answers what the judge compares with `expected`:
 * by `step3` the answer to step 3, or its field `at`; a refusal is `{error, message}`.
 */
export async function converse(client: Client, testCase: Case): Promise<Answers> {
  const answers: Answers[] = [];
  const told: { [step: string]: unknown } = {};
  for (const [index, step] of (testCase.steps ?? []).entries()) {
    const wanted = `step${index}` in testCase.expected;
    const answer = await answerTo(client, step, answers);
    if (isRefusal(answer) && !wanted && step.mayFail !== true) {
      return { ...told, [`step${index}`]: answer };
    }
    answers.push(answer);
    if (wanted) told[`step${index}`] = step.at === undefined ? answer : answer[step.at];
  }
  return told;
}

interface Answers {
  readonly [field: string]: unknown;
}

async function answerTo(
  client: Client,
  { op, args }: Step,
  answers: readonly Answers[],
): Promise<Answers> {
  // Everything that can happen has happened when a call has been answered.
  if (op === "$wait") return {};
  try {
    return (await client.call(op, resolved(args, answers))) as Answers;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { error: error.errorType, message: error.message };
  }
}

function isRefusal(answer: Answers): boolean {
  return "error" in answer && "message" in answer;
}

/** Arguments with `${3.name}` replaced by the field of the answer to step 3. */
function resolved(value: unknown, answers: readonly Answers[]): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\$\{(\d+)\.(\w+)\}/g, (_, step, name) =>
      String(answers[Number(step)]?.[name]),
    );
  }
  if (Array.isArray(value)) return value.map((item) => resolved(item, answers));
  if (typeof value !== "object" || value === null || isNumber(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, resolved(v, answers)]));
}

/** The kit's own class of numbers that keep their spelling. */
function isNumber(value: object): boolean {
  return Object.getPrototypeOf(value) !== Object.prototype;
}
