import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { isJsonObject, type JsonValue } from "../../lib/language/json.ts";
import { schemaErrors, schemas } from "../../lib/language/schema.ts";

const metaSchema = new Ajv2020({ strict: false });

describe("asl-schemas", () => {
  it.each(Object.entries(schemas))("%s is a schema of 2020-12", (_file, schema) => {
    expect(metaSchema.validateSchema(schema), JSON.stringify(metaSchema.errors)).toBe(true);
  });

  it.each(Object.entries(schemas))("%s describes every field to editors", (_file, schema) => {
    for (const { name, field } of fieldsIn(schema as JsonValue)) {
      const described = field.description !== undefined || field.$ref !== undefined;
      expect(described || field.const !== undefined, name).toBe(true);
    }
  });

  it("are the files of the folder, no more and no fewer", async () => {
    const { readdirSync } = await import("node:fs");
    const files = readdirSync(new URL("../../asl-schemas", import.meta.url));
    expect(files.sort()).toEqual(Object.keys(schemas).sort());
  });

  it("ask for a state of the type that Type names, and say nothing of the others", () => {
    const errors = schemaErrors({ StartAt: "A", States: { A: { Type: "Wait", End: true, X: 1 } } });
    expect(errors.map(({ keyword }) => keyword)).toContain("additionalProperties");
    expect(errors.every(({ schemaPath }) => !schemaPath.includes("states.json"))).toBe(true);
  });
});

/** The fields that a schema gives a meaning, at any depth. */
function* fieldsIn(schema: JsonValue): Generator<{ name: string; field: Record<string, unknown> }> {
  if (!isJsonObject(schema)) return;
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === "properties" && isJsonObject(value)) {
      for (const [name, field] of Object.entries(value)) {
        const titled = isJsonObject(field) && "title" in field;
        if (isJsonObject(field) && !titled) yield { name, field };
      }
    }
    if (isJsonObject(value)) yield* fieldsIn(value);
  }
}
