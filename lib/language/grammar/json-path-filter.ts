import type { JsonValue, MutableJsonObject } from "../json.ts";
import { defineKey } from "../json.ts";
import { jsonNumber } from "../number-text.ts";
import {
  type FilterCondition,
  type FilterOperand,
  type FilterOperator,
  filterOperators,
  type PathSyntax,
} from "./path-syntax.ts";
import { readQuoted } from "./quoted-text.ts";
import type { TextCursor } from "./text-cursor.ts";

/** Given by `json-path.ts`: paths hold filters, filters hold paths. */
export type ReadPath = (cursor: TextCursor, depth: number) => PathSyntax;

/** Reads a filter's condition: `(@.price < 10 && @.tag in ['a', 'b'])`. */
export function readCondition(
  cursor: TextCursor,
  depth: number,
  readPath: ReadPath,
): FilterCondition {
  return new FilterReader(cursor, readPath).either(depth);
}

class FilterReader {
  private readonly cursor: TextCursor;
  private readonly readPath: ReadPath;

  constructor(cursor: TextCursor, readPath: ReadPath) {
    this.cursor = cursor;
    this.readPath = readPath;
  }

  either(depth: number): FilterCondition {
    return this.chain("or", "||", depth, (below) => this.both(below));
  }

  private operand(depth: number): FilterOperand {
    const next = this.cursor.peek();
    if (next === "$" || next === "@") {
      return { type: "path", path: this.readPath(this.cursor, depth + 1) };
    }
    if (next === "/") return this.pattern();
    return { type: "value", value: this.value(depth) };
  }

  private both(depth: number): FilterCondition {
    return this.chain("and", "&&", depth, (below) => this.unit(below));
  }

  private chain(
    type: "and" | "or",
    operator: string,
    depth: number,
    read: (depth: number) => FilterCondition,
  ): FilterCondition {
    const first = read(depth);
    const conditions = [first];
    this.cursor.skipBlanks();
    while (this.cursor.take(operator)) {
      conditions.push(read(depth));
      this.cursor.skipBlanks();
    }
    return conditions.length === 1 ? first : { type, conditions };
  }

  private unit(depth: number): FilterCondition {
    const { cursor } = this;
    if (depth > CONDITION_NESTING_MAX) cursor.fail("too many nested conditions");
    cursor.skipBlanks();
    if (cursor.take("!")) {
      cursor.skipBlanks();
      const next = cursor.peek();
      const condition = next === "@" || next === "$" ? this.test(depth) : this.unit(depth + 1);
      return { type: "not", condition };
    }
    if (cursor.take("(")) {
      const condition = this.either(depth + 1);
      cursor.skipBlanks();
      cursor.expect(")");
      return condition;
    }
    return this.test(depth);
  }

  private test(depth: number): FilterCondition {
    const { cursor } = this;
    const left = this.operand(depth);
    cursor.skipBlanks();
    const operator = this.operator();
    if (operator === undefined) {
      if (left.type === "path") return { type: "exists", path: left.path };
      return cursor.fail(`expected an operator${cursor.found()}`);
    }
    cursor.skipBlanks();
    return { type: "comparison", operator, left, right: this.operand(depth) };
  }

  private operator(): FilterOperator | undefined {
    const start = this.cursor.position;
    const word = this.cursor.match(operatorPattern);
    if (word === "") return undefined;
    const known = filterOperators.find((operator) => operator === word.toLowerCase());
    if (known === undefined) {
      this.cursor.fail(`'${word}' is not an operator: ${filterOperators.join(" ")}`, start);
    }
    return known;
  }

  private pattern(): FilterOperand {
    const start = this.cursor.position;
    const text = this.cursor.match(regularExpression);
    if (text === "") this.cursor.fail("the regular expression has no closing /", start);
    const end = text.lastIndexOf("/");
    return {
      type: "pattern",
      source: text.slice(1, end).replaceAll("\\/", "/"),
      flags: text.slice(end + 1),
    };
  }

  private value(depth: number): JsonValue {
    const { cursor } = this;
    if (depth > CONDITION_NESTING_MAX) cursor.fail("too many nested values");
    const next = cursor.peek();
    if (next === "'" || next === '"') return readQuoted(cursor);
    if (next === "[") return this.array(depth);
    if (next === "{") return this.object(depth);
    const number = cursor.match(numberPattern);
    if (number !== "") return jsonNumber(number);
    // AWS's own examples compare with bare words: "$..interests[?(@.category==home)]".
    const word = cursor.match(wordPattern);
    if (word !== "") return Object.hasOwn(words, word) ? (words[word] ?? null) : word;
    return cursor.fail(`expected a value${cursor.found()}`);
  }

  private array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.list("[", "]", () => items.push(this.value(depth + 1)));
    return items;
  }

  private object(depth: number): JsonValue {
    const object: MutableJsonObject = {};
    this.list("{", "}", () => {
      const key = readQuoted(this.cursor);
      this.cursor.skipBlanks();
      this.cursor.expect(":");
      this.cursor.skipBlanks();
      defineKey(object, key, this.value(depth + 1));
    });
    return object;
  }

  private list(open: string, close: string, item: () => void): void {
    const { cursor } = this;
    cursor.expect(open);
    cursor.skipBlanks();
    if (cursor.take(close)) return;
    do {
      cursor.skipBlanks();
      item();
      cursor.skipBlanks();
    } while (cursor.take(","));
    cursor.expect(close);
  }
}

const CONDITION_NESTING_MAX = 50;
const operatorPattern = /[=!<>~]+|[A-Za-z]+/y;
const regularExpression = /\/[^/\\]*(?:\\.[^/\\]*)*\/[A-Za-z]*/y;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.-])/y;
const wordPattern = /[\p{L}\p{N}_][\p{L}\p{N}_.:/-]*/uy;
const words: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null };
