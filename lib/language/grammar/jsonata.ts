import jsonata from "jsonata";
import type { JsonataNode } from "./jsonata-node.ts";
import { type JsonataReferences, referencesOf } from "./jsonata-references.ts";

/** An expression that parses, with what it refers to. `source` is without outer blanks. */
export interface JsonataExpression extends JsonataReferences {
  readonly ok: true;
  readonly source: string;
  readonly ast: JsonataNode;
}

/** One fault of an expression. `position` counts UTF-16 units from the start of the body, at 0. */
export interface JsonataProblem {
  readonly code: "INVALID_JSONATA_EXPRESSION" | "UNSUPPORTED_JSONATA_EXPRESSION";
  /** AWS's own text, after the code. */
  readonly message: string;
  readonly position: number;
}

/** `message` and `position` are those of the first problem. */
export interface JsonataFailure {
  readonly ok: false;
  readonly source: string;
  readonly message: string;
  readonly position: number;
  readonly problems: readonly JsonataProblem[];
}

/**
 * True where the text is a JSONata expression: it begins with `{%` and ends with `%}`.
 * https://states-language.net/#jsonata-strings
 */
export function isJsonataExpression(text: string): boolean {
  return text.length >= 4 && text.startsWith("{%") && text.endsWith("%}");
}

/** What stands between the delimiters, as AWS quotes it in its errors: without outer blanks. */
export function jsonataBody(text: string): string {
  return text.slice(2, -2).trim();
}

/**
 * Parses an expression at the level that AWS runs: 2.0.6, so that the later operators `?:` and
 * `??` are syntax errors, and without a context item, so that `$`, `$$` and field names at the
 * top level are refused when the definition is. A text is parsed once: validation and compilation
 * get the same tree.
 */
export function parseJsonata(body: string): JsonataExpression | JsonataFailure {
  const source = body.trim();
  const known = parsed.get(source);
  const result = known ?? parse(source);
  if (known === undefined) {
    if (parsed.size >= parsedMax) parsed.delete(parsed.keys().next().value ?? "");
    parsed.set(source, result);
  }
  const blanks = body.length - body.trimStart().length;
  return blanks === 0 ? result : moved(result, blanks);
}

/** A memo, not a state: forgetting any of it changes nothing but time. */
const parsed = new Map<string, JsonataExpression | JsonataFailure>();
const parsedMax = 4096;

/** The same, with positions that count from the start of an untrimmed body. */
function moved<T extends JsonataExpression | JsonataFailure>(result: T, by: number): T {
  const move = <P extends { readonly position: number }>(places: readonly P[]): P[] =>
    places.map((place) => ({ ...place, position: place.position + by }));
  if (!result.ok) {
    return { ...result, position: result.position + by, problems: move(result.problems) };
  }
  const { variables, functions, statesFields, topLevel } = result;
  return {
    ...result,
    variables: move(variables),
    functions: move(functions),
    statesFields: move(statesFields),
    topLevel: move(topLevel),
  };
}

function parse(source: string): JsonataExpression | JsonataFailure {
  let ast: JsonataNode;
  try {
    ast = jsonata(source).ast() as unknown as JsonataNode;
    const references = referencesOf(ast);
    const problems = unsupported(references);
    return problems.length > 0
      ? failure(source, problems)
      : { ok: true, source, ast, ...references };
  } catch (error) {
    return failure(source, [syntaxProblem(error, source)]);
  }
}

function unsupported({ topLevel, variables }: JsonataReferences): JsonataProblem[] {
  const code = "UNSUPPORTED_JSONATA_EXPRESSION";
  const problems: JsonataProblem[] = topLevel.map(({ name, position }) => ({
    code,
    message: `Reference to '${name}' ${name === "$$" ? "" : "at the top level "}is not supported.`,
    position,
  }));
  const evaluation = variables.find(({ name }) => name === "eval");
  if (evaluation !== undefined) {
    const message = "Function '$eval' is not available, use '$parse' to read JSON.";
    problems.push({ code, message, position: evaluation.position });
  }
  return problems.toSorted((a, b) => a.position - b.position);
}

function failure(source: string, problems: readonly JsonataProblem[]): JsonataFailure {
  const { message, position } = problems[0] as JsonataProblem;
  return { ok: false, source, message, position, problems };
}

interface EngineError {
  readonly message?: string;
  readonly position?: number;
  readonly token?: unknown;
}

/** What the parser throws: its own plain objects, SyntaxErrors of RegExp, or a full stack. */
function syntaxProblem(error: unknown, source: string): JsonataProblem {
  const code = "INVALID_JSONATA_EXPRESSION";
  if (error instanceof RangeError) {
    return { code, message: "Expression is nested too deeply", position: 0 };
  }
  const { message, position = 0, token } = error as EngineError;
  // The parser notes where the token at fault ends.
  const length = typeof token === "string" && message?.includes(token) ? token.length : 0;
  const start = Math.min(Math.max(0, position - length), source.length);
  return { code, message: message ?? "Syntax error", position: start };
}
