import { describe, expect, it } from "vitest";
import { readSource } from "../../lib/language/source.ts";

const json = `{
  "StartAt": "Ship",
  "States": {
    "Ship": { "Type": "Task",
      "Retry": [ { "MaxAttempts": 2 },
                 { "MaxAttempts": 1.0 } ],
      "a/b~c": true }
  }
}`;

const yaml = `# An order
StartAt: Ship
States:
  Ship:
    Type: Task
    Retry:
      - MaxAttempts: 2
      - &last { MaxAttempts: 1.0 }
    a/b~c: true
  Again: *last
`;

describe("a position", () => {
  it.each([
    ["the text", "", 1, 1],
    ["a scalar, by its value", "/StartAt", 2, 14],
    ["an object, by its key", "/States/Ship", 4, 5],
    ["an array, by its key", "/States/Ship/Retry", 5, 7],
    ["an item, by itself", "/States/Ship/Retry/1", 6, 18],
    ["a scalar in an item", "/States/Ship/Retry/1/MaxAttempts", 6, 35],
    ["a key that a pointer escapes", "/States/Ship/a~1b~0c", 7, 16],
    ["what is missing, by what should have it", "/States/Ship/Next", 4, 5],
  ])("in JSON: %s", (_what, pointer, line, column) => {
    expect(readSource(json).positions.at(pointer)).toEqual({ line, column });
  });

  it.each([
    ["the text", "", 2, 1],
    ["a scalar, by its value", "/StartAt", 2, 10],
    ["an object, by its key", "/States/Ship", 4, 3],
    ["an item, by itself", "/States/Ship/Retry/0", 7, 9],
    ["a scalar in a flow object", "/States/Ship/Retry/1/MaxAttempts", 8, 30],
    ["a key that a pointer escapes", "/States/Ship/a~1b~0c", 9, 12],
    ["an alias, by its key", "/States/Again", 10, 3],
    ["a value under an alias, where it is written", "/States/Again/MaxAttempts", 8, 30],
    ["what is missing, by what should have it", "/States/Ship/Next", 4, 3],
  ])("in YAML: %s", (_what, pointer, line, column) => {
    expect(readSource(yaml).positions.at(pointer)).toEqual({ line, column });
  });

  it("is the same with a byte order mark and with CRLF", () => {
    const text = `\ufeff${json.replaceAll("\n", "\r\n")}`;
    expect(readSource(text).positions.at("/States/Ship/Retry/1")).toEqual({ line: 6, column: 18 });
  });

  it("is undefined when there is no value", () => {
    expect(readSource("{").positions.at("")).toBeUndefined();
  });
});

describe("a value", () => {
  it("is what JSON.parse makes of it", () => {
    const text = String.raw`{"a":[1,-2.5,true,false,null,"","\"\\\/\b\f\n\r\té😀"],"__proto__":{"x":1}}`;
    expect(JSON.stringify(readSource(text).value)).toBe(JSON.stringify(JSON.parse(text)));
  });

  it.each(["1.0", "-0", "1e400", "9223372036854775807", "0.12345678901234567890", "1E5"])(
    "keeps the spelling %s in JSON and YAML",
    (number) => {
      expect(JSON.stringify(readSource(`[${number}]`).value)).toBe(`[${number}]`);
      expect(JSON.stringify(readSource(`- ${number}`).value)).toBe(`[${number}]`);
    },
  );

  it.each([
    ["anchors and aliases", "a: &x [1]\nb: *x", { a: [1], b: [1] }],
    [
      "merge keys",
      "a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}",
      { a: { p: 1, q: 2 }, b: { q: 3, p: 1 } },
    ],
    ["words that only YAML 1.1 takes for booleans", "a: [yes, No, on]", { a: ["yes", "No", "on"] }],
    ["dates as strings", "a: 2010-09-09", { a: "2010-09-09" }],
    ["keys that are numbers", "200: ok", { "200": "ok" }],
    ["numbers that JSON spells otherwise", "[0x1F, +7, .5]", [31, 7, 0.5]],
    ["__proto__ as a key", "__proto__: 1", JSON.parse('{"__proto__":1}')],
    ["!Sub", "!Sub a-${B}", { "Fn::Sub": "a-${B}" }],
    ["!Ref", "a: !Ref B", { a: { Ref: "B" } }],
    ["!GetAtt", "!GetAtt A.B.C", { "Fn::GetAtt": ["A", "B.C"] }],
    ["!Join of !Ref", "!Join ['-', [!Ref A]]", { "Fn::Join": ["-", [{ Ref: "A" }]] }],
  ])("of YAML may have %s", (_what, text, value) => {
    expect(readSource(text, { format: "yaml" }).value).toEqual(value);
  });

  it("has its placeholders filled in, with JSON where they stand without quotes", () => {
    const substitutions = { Seconds: 30, Arn: "arn:x", Rest: '{"End":true}' };
    const text =
      '{"a":"${Arn}/${Other}","${Arn}":${Seconds},"b":"${Seconds}","c":${Rest},"d":${No}}';
    expect(readSource(text, { substitutions }).value).toEqual({
      a: "arn:x/${Other}",
      "arn:x": 30,
      b: "30",
      c: { End: true },
      d: "${No}",
    });
    const yamlText = 'a: ${Seconds}\nb: "${Seconds}"\nc: x-${Seconds}';
    expect(readSource(yamlText, { substitutions }).value).toEqual({ a: 30, b: "30", c: "x-30" });
  });
});

describe("a problem", () => {
  it("is a placeholder without quotes, if JSON is taken to the letter", () => {
    const { value, problems } = readSource('{"a": ${B}}', { strict: true });
    expect(value).toBeUndefined();
    expect(problems[0]?.message).toContain("put a placeholder in double quotes");
  });

  it.each([
    ['{"a": 1,}', 1, 8, 'a comma stands before "}"; JSON has none after the last entry'],
    ["[1,\n2,\n]", 2, 2, 'a comma stands before "]"; JSON has none after the last entry'],
    ['{"a": 1 "b": 2}', 1, 9, 'expected "," or "}" after the value of "a", but found "\\""'],
    ["{a: 1}", 1, 2, 'expected a key in double quotes, but found "a"'],
    ['{"a" 1}', 1, 6, 'expected ":" after the key "a", but found "1"'],
    ['{"a":\n  True}', 2, 3, 'expected a value, but found "True"; JSON has true, false, null'],
    ["{'a': 1}", 1, 2, `expected a key in double quotes, but found "'"; strings stand in straight`],
    ['{"a": 1 // one\n}', 1, 9, "JSON has no comments"],
    ['{"a": 01}', 1, 8, 'expected "," or "}"'],
    ['{"a": [1}', 1, 9, 'expected "," or "]" after an item, but found "}"'],
    ['{"a": "x', 1, 7, "the string that begins here has no end"],
    ['{"a": "\\d"}', 1, 8, "a string has the unknown escape \\d; write \\\\ for a backslash"],
    ['{"a": "\n"}', 1, 8, "write it as an escape (\\u000a)"],
    ['{"a": 1} x', 1, 10, 'expected the end of the text, but found "x"'],
    ['{"a": 1', 1, 8, 'expected "," or "}" after the value of "a", but the text ends'],
  ])("in JSON is placed and says what would be right: %j", (text, line, column, message) => {
    const { value, problems } = readSource(text, { format: "json" });
    expect(value).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity: "ERROR", line, column });
    expect(problems[0]?.message).toContain(message);
  });

  it.each([
    ["", 1, 1, "the text is empty"],
    ["# nothing", 1, 1, "the text is empty"],
    ["a: *b", 1, 4, "the alias *b has no anchor &b before it"],
    ["a: &a [*a]", 1, 8, "the alias *a stands inside what it refers to"],
    ["a: 1\n---\nb: 2", 2, 1, "the text holds several YAML documents (---); write one"],
    ["a: 1\n b: 2", 1, 4, "nested mappings are not allowed"],
    ["a:\n\t- b", 2, 1, "YAML is indented with spaces, not tabs"],
    ["? [a]\n: b", 1, 3, "a key is a list or an object; keys are strings"],
    ["a: .inf", 1, 4, "the number .inf has no spelling in JSON"],
    ["<<: 1", 1, 1, "a merge key (<<) takes an object or a list of objects"],
  ])("in YAML is placed and says what would be right: %j", (text, line, column, message) => {
    const { value, problems } = readSource(text, { format: "yaml" });
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({ severity: "ERROR", line, column });
    expect(problems[0]?.message).toContain(message);
  });

  it.each([
    ['{"a": 1, "a": 2}', 1, 10],
    ["a: 1\na: 2", 2, 1],
  ])("is a warning for a key that occurs twice: %j", (text, line, column) => {
    const { value, problems } = readSource(text);
    expect(value).toEqual({ a: 2 });
    const message = 'the key "a" occurs twice here; only the last one counts';
    expect(problems).toMatchObject([{ severity: "WARNING", message, line, column }]);
  });
});

describe("hostile text", () => {
  const bomb = ["a0: &a0 [x, x]"];
  for (let i = 1; i < 40; i++) bomb.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);
  it.each([
    ["100,000 brackets", "[".repeat(100_000) + "]".repeat(100_000), "json", "deeper than 1000"],
    ["100,000 open objects", '{"a":'.repeat(100_000), "json", "deeper than 1000"],
    ["100,000 YAML items", "- ".repeat(100_000), "yaml", "nested"],
    ["an alias bomb", bomb.join("\n"), "yaml", "with its aliases the text has more than 250000"],
    ["a long YAML text", "a: b\n".repeat(2_000_000), "yaml", "524288 are read at most"],
  ] as const)("%s ends in a problem", (_what, text, format, message) => {
    const { value, problems } = readSource(text, { format });
    expect(value).toBeUndefined();
    expect(problems[0]?.message).toContain(message);
  });

  it("of 10 MB has a value", () => {
    const { value, positions } = readSource(JSON.stringify({ a: 'x"'.repeat(5_000_000), b: 1 }));
    expect(value).toMatchObject({ b: 1 });
    expect(positions.at("/b")).toEqual({ line: 1, column: 15_000_013 });
  });
});
