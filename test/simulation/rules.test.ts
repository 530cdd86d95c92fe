import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scenarios } from "./aws/aws-campaign.ts";
import { awsMutants } from "./aws/aws-mutants.ts";
import { mutants } from "./mutants/mutants.ts";
import { rules } from "./rules.ts";

const scenarioNames = new Set(scenarios.map(({ name }) => name));
const allMutants = [...mutants, ...awsMutants].map(({ name }) => name);
const engineTests = new URL("../engine/", import.meta.url);

describe("each rule of the durable protocol", () => {
  for (const { says, cases, mutants: named, reason } of rules) {
    it(`has cases, and variants without it: ${says}`, () => {
      expect(cases.length).toBeGreaterThan(0);
      expect(cases.filter((name) => !isCase(name))).toEqual([]);
      expect(named.filter((name) => !allMutants.includes(name))).toEqual([]);
      expect(named.length > 0 || reason !== undefined).toBe(true);
    });
  }

  it("has every wrong variant that there is", () => {
    const named = new Set(rules.flatMap(({ mutants }) => mutants));
    expect(allMutants.filter((name) => !named.has(name))).toEqual([]);
    expect(new Set(allMutants).size).toBe(allMutants.length);
    expect(allMutants.length).toBeGreaterThanOrEqual(50);
  });
});

const pages = {
  durability: new URL("../../../shared/DURABILITY.md", import.meta.url),
  incidents: new URL("../../../shared/research/durability-performance.md", import.meta.url),
};

describe.skipIf(!existsSync(pages.durability))("the table of rules", () => {
  it("quotes the pages", () => {
    for (const { page, says } of rules) expect(read(page)).toContain(says);
  });

  it("has each paragraph of DURABILITY.md", () => {
    const said = rules.filter(({ page }) => page === "durability").map(({ says }) => says);
    const unsaid = paragraphs(read("durability")).filter(
      (paragraph) => !said.some((words) => paragraph.includes(words)),
    );
    expect(unsaid).toEqual([]);
  });

  it("has each incident of the research", () => {
    const section = read("incidents").split("### 1.2")[1]?.split("\n### ")[0] ?? "";
    const incidents = section.split("\n").filter((line) => /^\| (#|vercel)/.test(line));
    const said = rules.filter(({ page }) => page === "incidents").map(({ says }) => says);
    expect(incidents.length).toBe(said.length);
    for (const words of said) expect(incidents.some((line) => line.includes(words))).toBe(true);
  });
});

function read(page: keyof typeof pages): string {
  return readFileSync(pages[page], "utf8");
}

/** Items of lists, rows of tables, and paragraphs; not what only introduces. */
function paragraphs(text: string): readonly string[] {
  const body = text.slice(text.indexOf("\n## "));
  return body
    .split(/\n(?=- |\d\. |\| |\n)/)
    .map((part) => part.trim())
    .filter((part) => part !== "" && !/^(#|\| item|\|---|- \*\*Ours\*\*)/.test(part))
    .concat(body.split("\n").filter((line) => line.startsWith("- **Ours**")));
}

/** A scenario, or a test elsewhere by its file and name. */
function isCase(name: string): boolean {
  if (scenarioNames.has(name)) return true;
  const [file = "", title = ""] = name.split(": ");
  const path = readdirSync(engineTests).find((one) => one === file);
  return path !== undefined && readFileSync(new URL(path, engineTests), "utf8").includes(title);
}
