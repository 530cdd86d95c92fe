import fc from "fast-check";
import { documents, intrinsics, jsonata, paths } from "./expressions.ts";

/** One edit in a definition: a value replaced, a key removed, or doubled under a new name. */
export interface Mutation {
  /** Which of all places, as a fraction. */
  readonly place: number;
  readonly kind: "replace" | "remove" | "rename" | "swap";
  readonly value: unknown;
}

export const mutations: fc.Arbitrary<Mutation> = fc.record({
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom("replace", "replace", "remove", "rename", "swap"),
  value: fc.oneof(
    documents,
    paths,
    jsonata,
    intrinsics,
    fc.constantFrom("__proto__", "constructor", "States.ALL", "Next", -1, 1e308, "", [], {}),
  ),
});

interface Place {
  readonly parent: { [key: string]: unknown };
  readonly key: string;
}

/** Answers an edited copy. */
export function mutate(definition: unknown, { place, kind, value }: Mutation): unknown {
  const copy = structuredClone(definition);
  const places = [...walk(copy)];
  const at = places[Math.floor(place * places.length)];
  if (at === undefined) return value;
  const { parent, key } = at;
  const other = places[Math.floor(((place * 7919) % 1) * places.length)];
  const before = parent[key];
  if (kind === "remove" || kind === "rename") delete parent[key];
  if (kind === "rename") parent[nameOf(value)] = before;
  if (kind === "replace") parent[key] = value;
  if (kind === "swap" && other !== undefined)
    parent[key] = structuredClone(other.parent[other.key]);
  return copy;
}

/** A random object may have a `toString` of its own: only JSON makes a text of everything. */
function nameOf(value: unknown): string {
  return String(typeof value === "object" ? JSON.stringify(value) : value).slice(0, 90);
}

function* walk(value: unknown): Generator<Place> {
  if (typeof value !== "object" || value === null) return;
  const parent = value as { [key: string]: unknown };
  for (const key of Object.keys(parent)) {
    yield { parent, key };
    yield* walk(parent[key]);
  }
}
