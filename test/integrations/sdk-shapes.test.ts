import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { sdkOutput } from "../../lib/integrations/sdk/sdk-casing.ts";
import { loadSdkPackage } from "../../lib/integrations/sdk/sdk-package.ts";
import { type SdkSchema, shapeKind } from "../../lib/integrations/sdk/sdk-schema.ts";
import { sdkMemberName } from "../../lib/language/sdk-names.ts";

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Every structure that the shape leads to. */
function structuresOf(schema: SdkSchema, found: Map<unknown, SdkSchema>): void {
  const kind = shapeKind(schema);
  if (kind === "list" || kind === "map") structuresOf(schema.getValueSchema(), found);
  if (kind !== "structure" || found.has(schema.getSchema())) return;
  found.set(schema.getSchema(), schema);
  for (const member of Object.values(schema.getMemberSchemas())) structuresOf(member, found);
}

const services = [
  ["dynamodb", 50],
  ["eventbridge", 50],
  ["lambda", 60],
  ["s3", 90],
  ["secretsmanager", 20],
  ["sfn", 37],
  ["sns", 40],
  ["sqs", 20],
  ["sts", 7],
] as const;

describe.each(services)("the client of %s", (service, actionsMin) => {
  const { commands, schemaOf } = loadSdkPackage(service, projectFolder);

  it(`has at least ${actionsMin} actions`, () => {
    expect(commands.size).toBeGreaterThanOrEqual(actionsMin);
  });

  it("has no two members of one structure that a parameter could both mean", () => {
    const structures = new Map<unknown, SdkSchema>();
    for (const Command of commands.values()) {
      const [, , , , input, output] = new Command({}).schema ?? [];
      for (const reference of [input, output]) structuresOf(schemaOf(reference), structures);
    }
    for (const structure of structures.values()) {
      const names = Object.keys(structure.getMemberSchemas());
      const meanings = names.map((name) => new Set([lower(name), lower(sdkMemberName(name))]));
      const all = meanings.flatMap((meaning) => [...meaning]);
      expect(new Set(all).size, names.join()).toBe(all.length);
    }
  });
});

it("gives an empty answer where the API has none", () => {
  const { commands, schemaOf } = loadSdkPackage("sqs", projectFolder);
  const PurgeQueue = commands.get("purgeQueue");
  const [, , , , , answer] = (PurgeQueue && new PurgeQueue({}).schema) ?? [];
  expect(answer).toBeDefined();
  expect(sdkOutput(schemaOf(answer), {}, "java")).toEqual({});
});

function lower(text: string): string {
  return text.toLowerCase();
}
