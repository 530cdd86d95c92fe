import { describe, expect, it } from "vitest";
import { awsValidation, invalidDefinitionMessage } from "../../lib/language/aws-validation.ts";

const task = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true };

describe("invalidDefinitionMessage", () => {
  it.each([
    [
      "no fields",
      {},
      "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /",
    ],
    [
      "lists of fields in the order of a Java set",
      { StartAt: "A", States: { A: { Type: "Wait", End: true, Timestamp: "x", Seconds: 1 } } },
      "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: " +
        "[SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A, " +
        "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp",
    ],
    [
      "an unknown field, placed at its state",
      { StartAt: "A", States: { A: { Type: "Pass", Retry: [], End: true } } },
      "SCHEMA_VALIDATION_FAILED: Field 'Retry' is not supported at /States/A",
    ],
    [
      "indexes in brackets and names as they are",
      {
        StartAt: "a/b",
        States: { "a/b": { ...task, Catch: [{ ErrorEquals: ["E"], Next: "X" }] } },
      },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/a/b/Catch[0]/Next",
    ],
    [
      "a workflow without an end, placed nowhere",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "NOPE" } } },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next, " +
        "MISSING_END_STATE: Workflow has no terminal state at null",
    ],
    [
      "the schema's faults before any transition is followed",
      { StartAt: "A", States: { A: { Type: "Tsk", End: true }, B: { Type: "Succeed" } } },
      "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: " +
        "[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type",
    ],
    [
      "a wrong template, placed at the object",
      { StartAt: "A", States: { A: { ...task, Parameters: { a: { "b.$": "x" } } } } },
      "SCHEMA_VALIDATION_FAILED: The value for the field 'b.$' must be a valid JSONPath or a valid " +
        "intrinsic function call at /States/A/Parameters/a",
    ],
    [
      "a language that does not fit",
      { StartAt: "A", States: { A: { ...task, Output: 1 } } },
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only " +
        "supported for the 'JSONata' QueryLanguage at /States/A",
    ],
    [
      "JSONata in the parser's words",
      { QueryLanguage: "JSONata", StartAt: "A", States: { A: { ...task, Output: "{% 1 + %}" } } },
      "INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output",
    ],
  ])("%s", (_title, definition, message) => {
    expect(invalidDefinitionMessage(JSON.stringify(definition))).toBe(
      `Invalid State Machine Definition: '${message}'`,
    );
  });

  it("is undefined for what AWS accepts", () => {
    const definition = { StartAt: "A", States: { A: task } };
    expect(invalidDefinitionMessage(JSON.stringify(definition))).toBeUndefined();
  });

  it("asks for the type", () => {
    const states = { A: { ...task, Resource: "arn:aws:states:::ecs:runTask.sync" } };
    const text = JSON.stringify({ StartAt: "A", States: states });
    expect(invalidDefinitionMessage(text, "STANDARD")).toBeUndefined();
    expect(invalidDefinitionMessage(text, "EXPRESS")).toBe(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not " +
        "support '.sync' service integration at /States/A/Resource'",
    );
  });
});

describe("awsValidation", () => {
  const wrong = { A: { Type: "Pass", X: 1, Y: 2, Parameters: { a: "$.a" }, End: true } };
  const text = JSON.stringify({ StartAt: "A", States: wrong });

  it("tells errors, and warnings when asked", () => {
    expect(awsValidation(text).diagnostics.map(({ code }) => code)).toEqual([
      "SCHEMA_VALIDATION_FAILED",
      "SCHEMA_VALIDATION_FAILED",
    ]);
    const { diagnostics } = awsValidation(text, { severity: "WARNING" });
    expect(diagnostics.map(({ code }) => code)).toContain("NO_DOLLAR");
  });

  it("tells as many as were asked for, and whether there are more", () => {
    expect(awsValidation(text, { maxResults: 1 })).toMatchObject({
      result: "FAIL",
      truncated: true,
    });
    expect(awsValidation(text, { maxResults: 1 }).diagnostics).toHaveLength(1);
    expect(awsValidation(text, { maxResults: 0 })).toMatchObject({ truncated: false });
  });

  it.each(["", " ", "[]", "null", '"text"', "12"])("%j is no object", (notAnObject) => {
    expect(awsValidation(notAnObject).diagnostics).toEqual([
      {
        severity: "ERROR",
        code: "SCHEMA_VALIDATION_FAILED",
        message: "Definition must be a valid JSON object",
      },
    ]);
  });

  it.each([
    ["not a definition", "Unrecognized token 'not': was expecting VALUE", 1, 4],
    [
      "{foo",
      "Unexpected character ('f' (code 102)): was expecting double-quote to start field name",
      1,
      3,
    ],
    [
      '{"a":1,}',
      "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
      1,
      9,
    ],
    [
      '{"a" 1}',
      "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
      1,
      7,
    ],
    [
      "[1 2]",
      "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
      1,
      5,
    ],
    ["[1,]", "Unexpected character (']' (code 93)): expected a valid value VALUE", 1, 5],
    ['{\n "a": ?}', "Unexpected character ('?' (code 63)): expected a valid value VALUE", 2, 8],
    ['{"a":"x', "Unexpected end-of-input: was expecting closing quote for a string value", 1, 8],
    ['{"a":', "Unexpected end-of-input within/between Object entries", 1, 6],
    ['{"a":01}', "Invalid numeric value: Leading zeroes not allowed", 1, 8],
    ["{}x", "Unrecognized token 'x': was expecting VALUE", 1, 4],
    ['["\\x"]', "Unrecognized character escape 'x' (code 120)", 1, 5],
  ])("%j is refused as Jackson refuses it", (json, message, line, column) => {
    const value = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    const location = `[Source: (String)"${json}"; line: ${line}, column: ${column}]`;
    expect(awsValidation(json).diagnostics).toEqual([
      {
        severity: "ERROR",
        code: "INVALID_JSON_DESCRIPTION",
        message: `${message.replace("VALUE", value)}\n at ${location}`,
        location,
      },
    ]);
  });

  it("names where an unclosed object began, and quotes 500 characters at most", () => {
    const long = `{"a": "${"x".repeat(600)}"`;
    const source = `[Source: (String)"${long.slice(0, 500)}"[truncated ${long.length - 500} chars]`;
    expect(awsValidation(long).diagnostics[0]?.message).toBe(
      "Unexpected end-of-input: expected close marker for Object (start marker at " +
        `${source}; line: 1, column: 1])\n at ${source}; line: 1, column: ${long.length + 1}]`,
    );
  });
});
