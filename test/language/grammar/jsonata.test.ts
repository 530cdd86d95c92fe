import { describe, expect, it } from "vitest";
import {
  isJsonataExpression,
  jsonataBody,
  parseJsonata,
} from "../../../lib/language/grammar/jsonata.ts";

describe("isJsonataExpression", () => {
  it.each([
    ["{% 1 %}", true],
    ["{%1%}", true],
    ["{%%}", true],
    ["{%}", false],
    [" {% 1 %}", false],
    ["{% 1 %} ", false],
    ["{% 1", false],
    ["1 %}", false],
    ["", false],
  ])("of %j is %s", (text, expected) => {
    expect(isJsonataExpression(text)).toBe(expected);
  });

  it("has a body without outer blanks", () => {
    expect(jsonataBody("{%  $a + 1\n%}")).toBe("$a + 1");
  });
});

describe("parseJsonata", () => {
  it.each([
    ["1 +", 3, "Unexpected end of expression"],
    ['"unterminated', 13, "String literal must be terminated by a matching quote"],
    ['{"a":}', 5, 'The symbol "}" cannot be used as a unary operator'],
    ["$match('a', /abc", 16, "No terminating / in regular expression"],
    ["[1, 2)", 5, 'Expected "]", got ")"'],
    ["$a ?: 1", 4, 'The symbol ":" cannot be used as a unary operator'],
    ["$a ?? 1", 4, 'The symbol "?" cannot be used as a unary operator'],
    ["$x :=", 5, "Unexpected end of expression"],
  ])("refuses %j as 2.0.6 does", (source, position, message) => {
    const parsed = parseJsonata(source);
    expect(parsed).toMatchObject({ ok: false, position, message });
    expect(parsed).toMatchObject({ problems: [{ code: "INVALID_JSONATA_EXPRESSION" }] });
  });

  it.each([
    ["phone", "phone", 0],
    ["$sum(items.price)", "items", 5],
    ["$ & 'x'", "$", 0],
    ["{ 'a': name }", "name", 7],
    ["[$x, name]", "name", 5],
    ["($y := 1; name + $y)", "name", 10],
    ["$x ? name : 1", "name", 5],
  ])("refuses %j, which reads a context item at the top level", (source, name, position) => {
    const message = `Reference to '${name}' at the top level is not supported.`;
    const problem = { code: "UNSUPPORTED_JSONATA_EXPRESSION", message, position };
    expect(parseJsonata(source)).toMatchObject({ ok: false, problems: [problem] });
  });

  it.each([
    "$states.input.phone",
    "$states.input.items[price > 10].name",
    "$x.($ & 'a')",
    "$x{ name: $sum(price) }",
    "$x^(name, >price)",
    "$map($x, function($i) { $i.name })",
    "$x ~> |a|{ 'b': c }|",
    "$x.{ 'a': name, 'b': $ }",
    "$x@$y.name",
  ])("accepts %j", (source) => {
    expect(parseJsonata(source)).toMatchObject({ ok: true, source });
  });

  it("refuses the input document at any depth", () => {
    const message = "Reference to '$$' is not supported.";
    expect(parseJsonata("$x.[$$.a]")).toMatchObject({ ok: false, message, position: 4 });
  });

  it("refuses $eval, which AWS does not have", () => {
    expect(parseJsonata("1 + $eval('1')")).toMatchObject({ ok: false, position: 4 });
  });

  it("reports each name at the top level once", () => {
    const parsed = parseJsonata("a + b + a");
    expect(parsed.ok ? [] : parsed.problems.map(({ position }) => position)).toEqual([0, 4]);
  });

  it("counts positions from the start of the body, blanks included", () => {
    expect(parseJsonata("  1 +")).toMatchObject({ source: "1 +", position: 5 });
    expect(parseJsonata(" $x")).toMatchObject({ variables: [{ name: "x", position: 1 }] });
  });

  it("finds variables, functions and fields of $states, but nothing bound inside", () => {
    const source =
      "($t := $count($states.input); $f := function($n) { $n + $t + $outer + $f(1) }; " +
      "$x#$i.{ 'a': $i, 'b': $states.context.State, 'c': $i })";
    const names = (references: readonly { readonly name: string }[]) =>
      references.map(({ name }) => name).toSorted();
    const parsed = parseJsonata(source);
    if (!parsed.ok) return expect.fail(parsed.message);
    expect(names(parsed.variables)).toEqual(["outer", "x"]);
    expect(names(parsed.functions)).toEqual(["count"]);
    expect(names(parsed.statesFields)).toEqual(["context", "input"]);
  });

  it("answers for a text nested beyond all reason", () => {
    const parsed = parseJsonata("(".repeat(100_000));
    expect(parsed).toMatchObject({ ok: false, message: "Expression is nested too deeply" });
  });
});
