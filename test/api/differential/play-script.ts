import { expect } from "vitest";
import type { Fields } from "../play-calls.ts";
import type { Expected } from "./oracle-definitions.ts";

/** Fails unless the answer is what the oracle expects, and perhaps more. `call` is shown. */
export function expectAnswer(
  call: { readonly request: Fields; readonly index?: number; readonly op?: string },
  answer: Fields,
  expected: Expected,
): void {
  const { request } = call;
  const wanted = Object.fromEntries(Object.entries(expected).filter(([, v]) => v !== undefined));
  expect({ ...call, ...answer }).toMatchObject({ ...call, ...wanted });
  if (expected.error === undefined && !("maxResults" in request || "nextToken" in request)) {
    expect({ ...call, ...answer }).not.toHaveProperty("message");
  }
}

/** Whether `expectAnswer` would let it pass; without the time that it takes to say why not. */
export function agrees(request: Fields, answer: Fields, expected: Expected): boolean {
  const isPage = "maxResults" in request || "nextToken" in request;
  if (expected.error === undefined && !isPage && "message" in answer) return false;
  return Object.entries(expected).every(
    ([field, value]) => value === undefined || isPart(value, answer[field]),
  );
}

/** An object may have more fields than are expected, a list no more items. */
function isPart(expected: unknown, value: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return expected === value;
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(expected) && expected.length !== (value as unknown[]).length) return false;
  return Object.entries(expected).every(([field, part]) => isPart(part, (value as Fields)[field]));
}

/** Later calls mean the first Map Run. */
export function withMapRun(answer: Fields): Fields {
  const [first] = (answer.mapRuns ?? []) as readonly Fields[];
  return first === undefined ? answer : { ...answer, mapRunArn: first.mapRunArn };
}
