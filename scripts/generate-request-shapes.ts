/**
 * Writes lib/api/request-shapes.ts: what each operation of the Step Functions API takes.
 *
 *     pip download botocore==1.44.5 --no-deps -d models && unzip -q models/*.whl -d models
 *     npx node scripts/generate-request-shapes.ts models/botocore/data && npm run format
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

interface Model {
  readonly operations: { readonly [name: string]: { readonly input: { readonly shape: string } } };
  readonly shapes: { readonly [name: string]: Shape };
}

interface Shape {
  readonly type: string;
  readonly members?: { readonly [name: string]: { readonly shape: string } };
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: boolean;
}

const target = fileURLToPath(new URL("../lib/api/request-shapes.ts", import.meta.url));

function main(source: string): void {
  const packed = readFileSync(join(source, "stepfunctions/2016-11-23/service-2.json.gz"));
  const model = JSON.parse(gunzipSync(packed).toString("utf8")) as Model;
  const used = new Set<string>();
  const requests = Object.entries(model.operations).map(([name, { input }]) => {
    const shape = shapeOf(model, input.shape);
    use(model, shape, used);
    return `  ${name}: ${encode(shape)},\n`;
  });
  const shapes = [...used].sort().map((name) => `  ${name}: ${encode(shapeOf(model, name))},\n`);
  writeFileSync(
    target,
    `import type { Shape, StructureShape } from "./request-shape.ts";

// Written by scripts/generate-request-shapes.ts from the API's model.

/** What the requests consist of, by the names of the API's model. */
export const shapes = {
${shapes.join("")}} as const satisfies { readonly [name: string]: Shape };

/** The request of each operation. */
export const requestShapes = {
${requests.join("")}} as const satisfies { readonly [operation: string]: StructureShape };

export type OperationName = keyof typeof requestShapes;
`,
  );
}

function shapeOf(model: Model, name: string): Shape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`no shape ${name}`);
  return shape;
}

/** Notes the shapes that a shape consists of. */
function use(model: Model, { members = {}, member }: Shape, used: Set<string>): void {
  const parts = Object.values(members);
  for (const { shape } of member === undefined ? parts : [...parts, member]) {
    if (used.has(shape)) continue;
    used.add(shape);
    use(model, shapeOf(model, shape), used);
  }
}

const types: { readonly [type: string]: string } = { long: "integer" };

function encode(shape: Shape): string {
  const { type, members, required, member, enum: words, pattern, min, max, sensitive } = shape;
  const fields = {
    type: types[type] ?? type,
    required,
    members: members && mapValues(members, ({ shape }) => shape),
    member: member?.shape,
    words,
    pattern,
    min,
    max,
    sensitive,
  };
  return JSON.stringify(fields);
}

function mapValues<T, U>(object: { readonly [key: string]: T }, map: (value: T) => U): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

main(process.argv[2] ?? "");
