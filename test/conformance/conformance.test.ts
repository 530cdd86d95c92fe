import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readExpectedFailures, surprises } from "../../scripts/conformance/expectations.ts";
import { type Case, type Kit, loadKit } from "../../scripts/conformance/kit.ts";
import { play } from "../../scripts/conformance/play.ts";

const folder = "../shared/conformance/cases";
const kit = existsSync(folder) ? await loadKit(folder) : undefined;
const listed = readExpectedFailures(new URL("expected-failures.json", import.meta.url));

describe.skipIf(kit === undefined)("the recordings of AWS", () => {
  it("are answered alike, save those that are listed with a reason", async () => {
    const wrong: string[] = [];
    for (const testCase of cases()) {
      wrong.push(...surprises(testCase, await play(theKit(), testCase), listed));
    }
    expect(wrong).toEqual([]);
  });

  it("are answered alike if the snapshot goes through JSON after every state", async () => {
    const changed: string[] = [];
    for (const testCase of cases()) {
      const plain = await answersTo(testCase, false);
      const asText = await answersTo(testCase, true);
      if (plain !== asText) changed.push(testCase.id);
    }
    expect(changed).toEqual([]);
  });

  it("are answered with the same bytes for the same seed", async () => {
    const changed: string[] = [];
    for (const testCase of cases()) {
      const first = await answersTo(testCase, false);
      const again = await answersTo(testCase, false);
      if (first !== again) changed.push(testCase.id);
    }
    expect(changed).toEqual([]);
  });

  it("are all known by the list of expected failures", () => {
    const known = new Set(cases().map(({ id }) => id));
    expect(Object.keys(listed).filter((id) => !known.has(id))).toEqual([]);
  });
});

function theKit(): Kit {
  if (kit === undefined) throw new Error("there is no conformance kit");
  return kit;
}

function cases(): readonly Case[] {
  return theKit().loadCases(folder, {});
}

/** The texts of all answers that a case gets. */
async function answersTo(testCase: Case, asText: boolean): Promise<string> {
  const texts: string[] = [];
  await play(theKit(), testCase, { asText, answered: (text) => texts.push(text) });
  return texts.join("\n");
}
