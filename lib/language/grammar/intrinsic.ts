import type { ExactNumber } from "../json.ts";
import { jsonNumber } from "../number-text.ts";
import { type IntrinsicName, intrinsicNames } from "./intrinsic-names.ts";
import { readPath } from "./json-path.ts";
import type { PathSyntax } from "./path-syntax.ts";
import { type Parsed, parsed, TextCursor } from "./text-cursor.ts";

/** A call of an intrinsic function, as it stands in a Payload Template. #intrinsic-functions */
export interface IntrinsicCall {
  readonly type: "call";
  readonly name: IntrinsicName;
  readonly args: readonly IntrinsicArgument[];
  /** The call as it was written. */
  readonly text: string;
}

export type IntrinsicArgument =
  /** `value` is without the escapes, `raw` with them: States.Format tells `{}` from `\{\}`. */
  | { readonly type: "string"; readonly value: string; readonly raw: string }
  | { readonly type: "literal"; readonly value: number | ExactNumber | boolean | null }
  | { readonly type: "path"; readonly path: PathSyntax }
  | IntrinsicCall;

/** Whether a text is meant to be an intrinsic function rather than a path. */
export function looksLikeIntrinsic(text: string): boolean {
  return text.startsWith("States.");
}

/** Reads a call. AWS takes any number and kind of arguments: it is the execution that fails. */
export function parseIntrinsic(text: string): Parsed<{ readonly call: IntrinsicCall }> {
  return parsed(() => {
    const cursor = new TextCursor(text);
    const call = readCall(cursor, 1);
    if (!cursor.atEnd) cursor.fail(`expected the end of the call${cursor.found()}`);
    return { call };
  });
}

function readCall(cursor: TextCursor, depth: number): IntrinsicCall {
  const start = cursor.position;
  const word = cursor.match(namePattern);
  const name = intrinsicNames.find((known) => known === word);
  if (name === undefined) cursor.fail(unknownFunction(cursor, word), start);
  if (depth > NESTING_MAX) {
    cursor.fail(`at most ${NESTING_MAX} intrinsic functions can be nested`, start);
  }
  cursor.skipBlanks();
  cursor.expect("(");
  const args = readArguments(cursor, depth);
  return { type: "call", name, args, text: cursor.text.slice(start, cursor.position) };
}

function unknownFunction(cursor: TextCursor, word: string): string {
  if (word === "") return `expected a call such as States.Format('{}', $.name)${cursor.found()}`;
  return `'${word}' is not an intrinsic function: ${intrinsicNames.join(", ")}`;
}

function readArguments(cursor: TextCursor, depth: number): readonly IntrinsicArgument[] {
  const args: IntrinsicArgument[] = [];
  cursor.skipBlanks();
  if (cursor.take(")")) return args;
  do {
    cursor.skipBlanks();
    args.push(readArgument(cursor, depth));
    cursor.skipBlanks();
  } while (cursor.take(","));
  cursor.expect(")");
  return args;
}

function readArgument(cursor: TextCursor, depth: number): IntrinsicArgument {
  const next = cursor.peek();
  if (next === "'") return readString(cursor);
  if (next === "$") return { type: "path", path: readPath(cursor, 1) };
  if (next === "S") return readCall(cursor, depth + 1);
  const number = cursor.match(numberPattern);
  if (number !== "") return { type: "literal", value: jsonNumber(number) };
  const word = cursor.match(wordPattern);
  const literal = literals[word];
  if (literal !== undefined) return { type: "literal", value: literal };
  cursor.position -= word.length;
  return cursor.fail(
    `expected 'text', a number, true, false, null, a path or a function${cursor.found()}`,
  );
}

/** #intrinsic-functions: a backslash escapes `'`, `{`, `}` and itself, and nothing else. */
function readString(cursor: TextCursor): IntrinsicArgument {
  const start = cursor.position;
  cursor.expect("'");
  const raw = cursor.match(stringBody);
  if (cursor.peek() === "\\") {
    cursor.fail(`'\\${cursor.peek(1)}' is no escape: only \\' \\{ \\} and \\\\ are`);
  }
  if (!cursor.take("'")) cursor.fail("the text has no closing '", start);
  return { type: "string", value: raw.replace(/\\(.)/gs, "$1"), raw };
}

const literals: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
const NESTING_MAX = 10;
const namePattern = /States(?:\.\w*)?/y;
const wordPattern = /\w+/y;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])/y;
const stringBody = /[^'\\]*(?:\\['{}\\][^'\\]*)*/y;
