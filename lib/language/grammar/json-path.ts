import { readCondition } from "./json-path-filter.ts";
import type { PathRoot, PathStep, PathSyntax } from "./path-syntax.ts";
import { type Parsed, parsed, TextCursor } from "./text-cursor.ts";
import { variableNamePattern } from "./variable-name.ts";

/**
 * Reads a path. The grammar is that of the Jayway JsonPath that AWS runs, which by its messages is
 * version 2.0: no functions, `[(@.length-1)]`, bare words in filters; and with `$$` and variables.
 */
export function parseJsonPath(text: string): Parsed<{ readonly path: PathSyntax }> {
  return parsed(() => {
    const cursor = new TextCursor(text);
    if (cursor.peek() === "@") cursor.fail("a path starts with '$', found '@'");
    const path = readPath(cursor, 0);
    if (/\s/.test(cursor.peek())) cursor.fail("names with blanks are written ['a b']");
    if (!cursor.atEnd) cursor.fail(`expected '.' or '['${cursor.found()}`);
    return { path };
  });
}

/** Reads a path; at a depth of 1 and more it stands in a filter or in an intrinsic's arguments. */
export function readPath(cursor: TextCursor, depth: number): PathSyntax {
  const start = cursor.position;
  if (depth > NESTING_MAX) cursor.fail("too many nested expressions");
  const root = readRoot(cursor);
  const steps: PathStep[] = [];
  while (readStep(cursor, steps, depth)) {
    if (steps.length > STEPS_MAX) cursor.fail(`a path has at most ${STEPS_MAX} steps`, start);
  }
  const text = cursor.text.slice(start, cursor.position);
  return {
    text,
    root,
    steps,
    definite: steps.every(isDefinite),
    isReferencePath:
      steps.every((step) => step.type === "child" || step.type === "index") &&
      !operatorCharacter.test(text.replace(quoted, "")),
  };
}

function readRoot(cursor: TextCursor): PathRoot {
  if (cursor.take("@")) return { type: "item" };
  if (!cursor.take("$")) cursor.fail(`a path starts with '$'${cursor.found()}`);
  if (cursor.take("$")) return { type: "context" };
  const name = cursor.match(variableNamePattern);
  return name === "" ? { type: "document" } : { type: "variable", name };
}

function readStep(cursor: TextCursor, steps: PathStep[], depth: number): boolean {
  if (cursor.take("..")) {
    steps.push({ type: "descent" });
    if (cursor.atEnd) cursor.fail("a path must not end with '..'");
    steps.push(cursor.peek() === "[" ? readBracket(cursor, depth) : readDotted(cursor, depth));
    return true;
  }
  if (cursor.take(".")) {
    // "$.['a']" and "$.[0]" are taken as well.
    steps.push(cursor.peek() === "[" ? readBracket(cursor, depth) : readDotted(cursor, depth));
    return true;
  }
  if (cursor.peek() !== "[") return false;
  steps.push(readBracket(cursor, depth));
  return true;
}

function readDotted(cursor: TextCursor, depth: number): PathStep {
  const raw = cursor.match(depth === 0 ? dottedName : nestedDottedName);
  if (raw === "") cursor.fail(`expected a name, '*' or '['${cursor.found()}`);
  if (raw === "*") return { type: "wildcard" };
  return { type: "child", name: raw.includes("\\") ? withoutEscapes(raw) : raw };
}

function readBracket(cursor: TextCursor, depth: number): PathStep {
  cursor.expect("[");
  cursor.skipBlanks();
  const step = readBracketed(cursor, depth);
  cursor.skipBlanks();
  cursor.expect("]");
  return step;
}

function readBracketed(cursor: TextCursor, depth: number): PathStep {
  if (cursor.take("*")) return { type: "wildcard" };
  if (cursor.take("?")) {
    cursor.skipBlanks();
    return { type: "filter", condition: readCondition(cursor, depth + 1, readPath) };
  }
  const next = cursor.peek();
  if (next === "(") return readFromEnd(cursor);
  if (next === "'" || next === '"') {
    const names = readList(cursor, () => readBracketName(cursor));
    const [name] = names;
    return names.length === 1 && name !== undefined
      ? { type: "child", name }
      : { type: "children", names };
  }
  return readIndexes(cursor);
}

/** In brackets a backslash is a character like others, save before the quote. */
function readBracketName(cursor: TextCursor): string {
  const start = cursor.position;
  const quote = cursor.peek();
  if (quote !== "'" && quote !== '"') cursor.fail(`expected a quoted name${cursor.found()}`);
  cursor.position++;
  const body = cursor.match(quote === "'" ? singleQuoted : doubleQuoted);
  if (!cursor.take(quote)) cursor.fail(`the name has no closing ${quote}`, start);
  return body.replaceAll(`\\${quote}`, quote);
}

/** `(@.length-1)` or `(@.size()-1)`. */
function readFromEnd(cursor: TextCursor): PathStep {
  const start = cursor.position;
  const distance = fromEnd.exec(cursor.match(fromEndPattern))?.[1];
  if (distance === undefined) cursor.fail("expected '(@.length-1)'", start);
  return { type: "fromEnd", distance: Number(distance) };
}

function readIndexes(cursor: TextCursor): PathStep {
  const slice = cursor.match(slicePattern);
  if (slice !== "") {
    const [from = "", to = ""] = slice.split(":").map((part) => part.trim());
    return {
      type: "slice",
      ...(from === "" ? {} : { from: Number(from) }),
      ...(to === "" ? {} : { to: Number(to) }),
    };
  }
  const indexes = readList(cursor, () => {
    const digits = cursor.match(indexPattern);
    if (digits === "") cursor.fail(`expected a quoted name, an index, '*' or '?'${cursor.found()}`);
    return Number(digits);
  });
  const [index] = indexes;
  return indexes.length === 1 && index !== undefined
    ? { type: "index", index }
    : { type: "indexes", indexes };
}

function readList<T>(cursor: TextCursor, read: () => T): T[] {
  const items: T[] = [];
  do {
    cursor.skipBlanks();
    items.push(read());
    cursor.skipBlanks();
  } while (cursor.take(","));
  return items;
}

/** The specification escapes characters of names with a backslash: `$.store\.book`. #ref-paths */
function withoutEscapes(raw: string): string {
  return raw.replace(/\\u([0-9a-fA-F]{4})|\\(.)/gsu, (_all, hex?: string, char?: string) =>
    hex === undefined ? (char ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Several names are one object with these names. */
function isDefinite(step: PathStep): boolean {
  return definiteSteps.has(step.type);
}

const definiteSteps = new Set<PathStep["type"]>(["child", "children", "index", "fromEnd"]);
const NESTING_MAX = 50;
/** Ours: AWS states no limit. */
const STEPS_MAX = 1000;
/** A dotted name ends where Jayway ends it; a backslash escapes a character. */
const dottedName = /[^.[\]\s\\]*(?:\\.[^.[\]\s\\]*)*/suy;
const nestedDottedName = /[^.[\]()\s\\,<>=!~&|]*(?:(?:\\.|\(\))[^.[\]()\s\\,<>=!~&|]*)*/suy;
/** What a Reference Path must not have outside of quotes, unless escaped. #ref-paths */
const operatorCharacter = /(?<!\\)[@,:?*()]/;
const quoted = /'[^']*'|"[^"]*"/g;
const singleQuoted = /[^'\\]*(?:\\'?[^'\\]*)*/y;
const doubleQuoted = /[^"\\]*(?:\\"?[^"\\]*)*/y;
const fromEndPattern = /\(\s*@\.(?:length|size)(?:\(\))?\s*-\s*\d{1,9}\s*\)/y;
const fromEnd = /-\s*(\d+)/;
const slicePattern = /(?:-?\d{1,9})?\s*:\s*(?:-?\d{1,9})?(?=\s*\])/y;
const indexPattern = /-?\d{1,9}/y;
