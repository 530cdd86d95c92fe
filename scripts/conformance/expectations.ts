import { readFileSync } from "node:fs";
import type { Case, Grades } from "./kit.ts";

/** The cases that are known to fail, by id: in which grade, and why. */
export interface ExpectedFailures {
  readonly [id: string]: { readonly outcome?: string; readonly history?: string };
}

export function readExpectedFailures(file: string | URL): ExpectedFailures {
  return JSON.parse(readFileSync(file, "utf8")) as ExpectedFailures;
}

/** What is not as expected: a failure that is not listed, or a listed one that passes. */
export function surprises(
  testCase: Pick<Case, "id">,
  grades: Grades,
  expected: ExpectedFailures,
): readonly string[] {
  const listed = expected[testCase.id] ?? {};
  return (["outcome", "history"] as const).flatMap((name) => {
    const grade = grades[name];
    const reason = listed[name];
    if (grade === undefined || grade.pass === (reason === undefined)) return [];
    return grade.pass
      ? [`${testCase.id}: ${name} passes, but is listed to fail: ${reason}`]
      : [`${testCase.id}: ${name} fails, and is not listed`];
  });
}
