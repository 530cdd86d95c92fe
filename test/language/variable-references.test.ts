import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../lib/language/json.ts";
import { variableReferences } from "../../lib/language/variable-references.ts";

describe("variableReferences", () => {
  it("finds the variables of paths, intrinsics and templates, sorted", () => {
    const state = {
      Type: "Pass",
      InputPath: "$b.c",
      Parameters: { "x.$": "States.Format('{} {}', $d, $$.State.Name)", y: "$no", "z.$": "$.e" },
      OutputPath: "$a[0]",
      End: true,
    };
    expect(referencesOf({ P: state })).toEqual({ P: ["a", "b", "d"] });
  });

  it("finds the variables of expressions, but not those that they bind, nor functions", () => {
    const output = { sum: "{% ($t := $x; $map($list, function($i) { $i + $t + $y })) %}" };
    const state = { Type: "Pass", QueryLanguage: "JSONata", Output: output, End: true };
    expect(referencesOf({ P: state })).toEqual({ P: ["list", "x", "y"] });
  });

  it("lists nested states beside the outer ones and leaves out those without variables", () => {
    const inner = { Type: "Wait", SecondsPath: "$delay", End: true };
    const processor = { StartAt: "Inner", States: { Inner: inner } };
    const map = { Type: "Map", ItemsPath: "$items", ItemProcessor: processor, Next: "Done" };
    expect(referencesOf({ Each: map, Done: { Type: "Succeed" } })).toEqual({
      Each: ["items"],
      Inner: ["delay"],
    });
  });

  it("finds the variables of Choice Rules", () => {
    const rule = { Not: { Variable: "$guess", StringEqualsPath: "$answer" }, Next: "A" };
    const choice = { Type: "Choice", Choices: [rule], Default: "A" };
    expect(referencesOf({ C: choice, A: { Type: "Succeed" } })).toEqual({ C: ["answer", "guess"] });
  });
});

function referencesOf(States: JsonObject): JsonObject {
  const StartAt = Object.keys(States)[0] ?? "";
  return Object.fromEntries(variableReferences({ StartAt, States })) as JsonObject;
}
