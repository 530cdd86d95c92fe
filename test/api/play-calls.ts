import { ApiError, InProcessApi } from "../../lib/index.ts";

/** A call and what is expected of its answer: the fields that are given, or the refusal. */
export interface Call {
  readonly op: string;
  /** `${2.name}` is the field of the answer to call 2. */
  readonly args?: Fields;
  readonly answer?: Fields;
  /** The part of the answer that later calls mean: `executions.0`. */
  readonly at?: string;
  /** Fields that the answer must not have. */
  readonly without?: readonly string[];
  readonly error?: string;
  readonly message?: string;
}

export interface Fields {
  readonly [field: string]: unknown;
}

/** Makes the calls, in order; time stands still but for `$advance`. Answers what came of each. */
export async function playCalls(
  calls: readonly Pick<Call, "op" | "args" | "at">[],
  api = new InProcessApi({ time: "stand" }),
): Promise<readonly Fields[]> {
  const answers: Fields[] = [];
  for (const { op, args = {}, at } of calls) {
    const request = resolveFields(args, answers) as Fields;
    if (op === "$advance") {
      await api.advance(1_000 * Number(request.seconds));
      answers.push({});
    } else answers.push(partOf(await answerOf(api, op, request), at));
  }
  return answers;
}

/** The answer to a request, or `{error, message}`. */
export async function answerOf(api: InProcessApi, op: string, request: Fields): Promise<Fields> {
  try {
    return JSON.parse(await api.call(op, JSON.stringify(request)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { error: error.errorType, message: error.message, ...error.details };
  }
}

function partOf(answer: Fields, at: string | undefined): Fields {
  const path = at?.split(".") ?? [];
  return path.reduce((part, key) => part[key] as Fields, answer);
}

/** A value with its `${call.field}` replaced. */
export function resolveFields(value: unknown, answers: readonly Fields[]): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\$\{(\d+)\.(\w+)\}/g, (_, call, field) =>
      String(answers[Number(call)]?.[field]),
    );
  }
  if (Array.isArray(value)) return value.map((item) => resolveFields(item, answers));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, resolveFields(field, answers)]),
  );
}
