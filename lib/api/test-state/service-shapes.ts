import { type StoredShapes, serviceShapeLoaders } from "./service-shape-loaders.ts";

/** What a service may answer: as much of its API model as the validation of mocks needs. */
export type ResultShape =
  | { readonly type: "string"; readonly min?: number; readonly max?: number }
  | { readonly type: "number"; readonly min?: number; readonly max?: number }
  | { readonly type: "enum"; readonly values: ReadonlySet<string> }
  | { readonly type: "boolean" }
  /** Any JSON value. */
  | { readonly type: "document" }
  | { readonly type: "list"; readonly member: ShapeOf }
  | { readonly type: "map"; readonly value: ShapeOf }
  | {
      readonly type: "structure";
      readonly members: ReadonlyMap<string, ShapeOf>;
      readonly required: readonly string[];
    };

/** A shape when it is needed: shapes may hold themselves. */
export type ShapeOf = () => ResultShape;

/**
 * What the service answers to the operation (`PutItem`); undefined where neither is known.
 * `service` is the name in `aws-sdk:` Resources: `dynamodb`, `eventbridge`, `sfn`.
 */
export async function loadResultShape(
  service: string,
  operation: string,
): Promise<ResultShape | undefined> {
  if (!Object.hasOwn(serviceShapeLoaders, service)) return undefined;
  const stored = (await serviceShapeLoaders[service]?.())?.default;
  if (stored === undefined || !Object.hasOwn(stored.operations, operation)) return undefined;
  const reference = stored.operations[operation];
  return reference === undefined ? undefined : shapeOf(stored, reference)();
}

/**
 * Reads a reference: a scalar's code or the index of a stored shape. The notation:
 *
 *     s  s:1:80  n  n:0:  b  B  x    string, number (with min and max), boolean, blob, document
 *     e:STANDARD|GLACIER             one of these texts
 *     l:7  m:s                       list of shape 7; map of texts to strings
 *     o Name=s Entries!=4            structure; `!` marks a required member
 */
function shapeOf(stored: StoredShapes, reference: string): ShapeOf {
  return () => {
    const index = /^\d+$/.test(reference) ? Number(reference) : undefined;
    return decode(stored, index === undefined ? reference : (stored.shapes[index] ?? "x"));
  };
}

function decode(stored: StoredShapes, text: string): ResultShape {
  return decoders[text[0] ?? ""]?.(text.slice(2), stored) ?? { type: "document" };
}

const decoders: {
  readonly [code: string]: (rest: string, stored: StoredShapes) => ResultShape;
} = {
  s: (rest) => ({ type: "string", ...readRange(rest) }),
  n: (rest) => ({ type: "number", ...readRange(rest) }),
  b: () => ({ type: "boolean" }),
  B: () => ({ type: "string" }),
  e: (rest) => ({ type: "enum", values: new Set(rest.split("|")) }),
  l: (rest, stored) => ({ type: "list", member: shapeOf(stored, rest) }),
  m: (rest, stored) => ({ type: "map", value: shapeOf(stored, rest) }),
  o: readStructure,
};

function readRange(text: string): { min?: number; max?: number } {
  const [min = "", max = ""] = text.split(":");
  return { ...(min !== "" && { min: Number(min) }), ...(max !== "" && { max: Number(max) }) };
}

function readStructure(text: string, stored: StoredShapes): ResultShape {
  const members = new Map<string, ShapeOf>();
  const required: string[] = [];
  for (const member of text.split(" ").filter((part) => part !== "")) {
    const [, name = "", mark, reference = "x"] = /^(\w+)(!?)=(.+)$/.exec(member) ?? [];
    members.set(name, shapeOf(stored, reference));
    if (mark === "!") required.push(name);
  }
  return { type: "structure", members, required };
}
