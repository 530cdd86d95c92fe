import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { requestShapes } from "../../lib/api/request-shapes.ts";
import { InProcessApi } from "../../lib/index.ts";
import { answerOf, type Call, playCalls, resolveFields } from "./play-calls.ts";

interface Case {
  readonly title: string;
  readonly calls: readonly Call[];
}

const folder = new URL("cases/", import.meta.url);
const families = readdirSync(folder).map((file) => ({
  name: file.replace(".json", ""),
  cases: JSON.parse(readFileSync(new URL(file, folder), "utf8")) as readonly Case[],
}));

describe.each(families)("of $name the API", ({ cases }) => {
  it.each(cases)("$title", async ({ calls }) => {
    const answers = await playCalls(calls);
    for (const [index, { op, answer = {}, without = [], error, message }] of calls.entries()) {
      const given = answers[index] ?? {};
      const expected = resolveFields({ ...answer, error, message }, answers) as object;
      const wanted = Object.fromEntries(
        Object.entries(expected).filter(([, v]) => v !== undefined),
      );
      expect({ call: index, op, ...given }).toMatchObject({ call: index, op, ...wanted });
      if (error === undefined && answer.error === undefined)
        expect(given).not.toHaveProperty("message");
      for (const field of without) expect(given).not.toHaveProperty(field);
    }
  });
});

describe("every operation", () => {
  const called = new Set(
    families.flatMap(({ cases }) => cases.flatMap(({ calls }) => calls.map(({ op }) => op))),
  );

  it("is called by a case", () => {
    // These have cases of their own, in other files.
    const elsewhere = new Set(["TestState", "ValidateStateMachineDefinition"]);
    const missing = Object.keys(requestShapes).filter(
      (op) => !called.has(op) && !elsewhere.has(op),
    );
    expect(missing).toEqual([]);
  });

  it("names the required members that a request lacks", async () => {
    for (const [op, shape] of Object.entries(requestShapes)) {
      const required: readonly string[] = "required" in shape ? shape.required : [];
      if (required.length === 0) continue;
      const faults = Object.keys(shape.members)
        .filter((name) => required.includes(name))
        .map(
          (name) => `Value null at '${name}' failed to satisfy constraint: Member must not be null`,
        );
      const errors = `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected`;
      expect(await answerOf(new InProcessApi(), op, {})).toEqual({
        error: "ValidationException",
        message: `${errors}: ${faults.join("; ")}`,
      });
    }
  });

  it("refuses members of another type", async () => {
    for (const [op, shape] of Object.entries(requestShapes)) {
      for (const name of Object.keys(shape.members)) {
        const request = { [name]: { unexpected: [] } };
        const { error } = await answerOf(new InProcessApi(), op, request);
        expect(["SerializationException", "ValidationException"]).toContain(error);
      }
    }
  });

  it("is the only one of its name", async () => {
    const answer = await answerOf(new InProcessApi(), "toString", {});
    expect(answer).toMatchObject({ error: "UnknownOperationException" });
  });
});
