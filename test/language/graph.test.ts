import { describe, expect, it } from "vitest";
import { conditionText } from "../../lib/language/graph/condition-text.ts";
import { type GraphScope, scopesOf, stateGraph } from "../../lib/language/graph.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { fulfilment } from "./fulfilment.ts";

const graph = stateGraph(fulfilment);

function scope(pointer: string): GraphScope | undefined {
  return [...scopesOf(graph)].find((candidate) => candidate.pointer === pointer);
}

describe("the state graph", () => {
  it("has a scope for each list of states, outer before inner", () => {
    expect([...scopesOf(graph)].map(({ kind, pointer }) => [kind, pointer])).toEqual([
      ["stateMachine", ""],
      ["branch", "/States/Prepare/Branches/0"],
      ["branch", "/States/Prepare/Branches/1"],
      ["processor", "/States/Prepare/Branches/1/States/Each item/ItemProcessor"],
      [
        "processor",
        "/States/Prepare/Branches/1/States/Each item/ItemProcessor/States/Suppliers/ItemProcessor",
      ],
      ["processor", "/States/Undo/Iterator"],
    ]);
  });

  it("knows where scopes begin and end", () => {
    expect(graph.startAt).toBe("Validate order");
    const ends = graph.nodes.filter(({ isTerminal }) => isTerminal).map(({ name }) => name);
    expect(ends).toEqual(["Reject", "Failed", "Done"]);
  });

  it("has a transition for each Next, rule, Default and Catcher, with its place", () => {
    const from = (name: string) =>
      graph.edges
        .filter((edge) => edge.from === name)
        .map(({ kind, to, pointer, label }) => [kind, to, pointer, label]);
    expect(from("Validate order")).toEqual([
      ["next", "Is it a gift?", "/States/Validate order/Next", undefined],
      ["catch", "Reject", "/States/Validate order/Catch/0", "InvalidOrder"],
      ["catch", "Notify support", "/States/Validate order/Catch/1", "States.ALL"],
    ]);
    const choice = "/States/Is it a gift?";
    const review = "$.order.total > 1000 and not ($.customer.vip = true)";
    expect(from("Is it a gift?")).toEqual([
      ["choice", "Wrap", `${choice}/Choices/0`, "$.order.gift = true"],
      ["choice", "Wrap", `${choice}/Choices/1`, "$.order.note is present"],
      ["choice", "Manual review", `${choice}/Choices/2`, review],
      ["default", "Prepare", `${choice}/Default`, undefined],
    ]);
  });

  it("escapes names in pointers", () => {
    const { nodes } = stateGraph({ StartAt: "a/b~c", States: { "a/b~c": { Type: "Succeed" } } });
    expect(nodes[0]?.pointer).toBe("/States/a~1b~0c");
  });

  it("has transitions of inner scopes in these", () => {
    const branch = scope("/States/Prepare/Branches/0");
    expect(branch?.edges.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ["catch", "Charge", "Ask for card"],
      ["next", "Ask for card", "Charge"],
    ]);
  });

  it.each<[string, JsonValue]>([
    ["a text", "x"],
    ["no states", { StartAt: "A" }],
    ["states that are a list", { States: [{ Type: "Pass" }] }],
    ["states without types", { States: { A: {}, B: { Type: "Tsk" }, C: null } }],
    ["fields of wrong types", { States: { A: { Type: "Choice", Choices: 1, Catch: {} } } }],
    ["transitions to nowhere", { StartAt: "X", States: { A: { Type: "Pass", Next: "B" } } }],
    ["inner scopes of wrong types", { States: { A: { Type: "Map", ItemProcessor: 1 } } }],
  ])("leaves out what is malformed: %s", (_what, definition) => {
    const { startAt, edges } = stateGraph(definition);
    expect(startAt).toBeUndefined();
    expect(edges).toEqual([]);
  });
});

describe("a Choice Rule in short", () => {
  it.each<[JsonValue, string]>([
    [{ Variable: "$.a", StringEquals: "x" }, '$.a = "x"'],
    [{ Variable: "$.a", NumericLessThanEqualsPath: "$.b" }, "$.a ≤ $.b"],
    [{ Variable: "$.a", TimestampGreaterThanEquals: "2026-01-01T00:00:00Z" }, "$.a ≥"],
    [{ Variable: "$.a", StringMatches: "x*" }, '$.a matches "x*"'],
    [{ Variable: "$.a", IsPresent: false }, "$.a is not present"],
    [{ Variable: "$.a", IsTimestamp: true }, "$.a is a timestamp"],
    [{ Condition: "{% $x > 1 %}" }, "$x > 1"],
    [{ Condition: true }, "true"],
    [
      { Or: [{ Variable: "$.a", IsNull: true }, { And: [{ Variable: "$.b", IsNull: true }] }] },
      "$.a is null or ($.b is null)",
    ],
    [{}, "…"],
  ])("%j", (rule, text) => {
    expect(conditionText(rule)).toContain(text);
  });
});
