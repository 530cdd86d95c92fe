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

export function agrees(request: Fields, answer: Fields, expected: Expected): boolean {
  try {
    expectAnswer({ request }, answer, expected);
    return true;
  } catch {
    return false;
  }
}

/** Later calls mean the first Map Run. */
export function withMapRun(answer: Fields): Fields {
  const [first] = (answer.mapRuns ?? []) as readonly Fields[];
  return first === undefined ? answer : { ...answer, mapRunArn: first.mapRunArn };
}
