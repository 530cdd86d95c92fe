import { execFileSync } from "node:child_process";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { rules } from "./tidy/rules.ts";
import { type Finding, parseSource, readSources } from "./tidy/source-file.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = readSources(root);
const print = ({ path, line, message }: Finding): string => `${path}:${line} ${message}`;

describe("the project is tidy", () => {
  for (const [name, { check }] of Object.entries(rules)) {
    it(`keeps to ${name}`, () => {
      expect(check(sources).map(print)).toEqual([]);
    });
  }

  it("sees every file that the compiler sees", () => {
    const seen = new Set(sources.map(({ path }) => path));
    const unseen = compiledFiles().filter((path) => !seen.has(path));
    expect(unseen).toEqual([]);
  });

  it("has read the syntax of every TypeScript file", () => {
    const typescript = sources.filter(({ path }) => path.endsWith(".ts"));
    expect(typescript.length).toBeGreaterThanOrEqual(compiledFiles().length);
    expect(typescript.filter(({ syntax }) => !syntax)).toEqual([]);
  });
});

describe("a rule that cannot fail is a defect", () => {
  for (const [name, { check, seeds }] of Object.entries(rules)) {
    it(`${name} finds each of its ${seeds.length} seeded violations`, () => {
      expect(seeds.length).toBeGreaterThan(0);
      for (const seed of seeds) {
        const files = Object.entries(seed).map(([path, text]) => parseSource(path, text));
        expect(check(files).map(print), JSON.stringify(seed)).toHaveLength(1);
      }
    });
  }

  it("no rule objects to a small project that keeps them all", () => {
    const files = [
      parseSource("lib/index.ts", 'export { add } from "./core/add.ts";\n'),
      parseSource("lib/core/add.ts", "export const add = (a: number): number => a + 1;\n"),
      parseSource("test/add.test.ts", 'import { add } from "../lib/index.ts";\nadd(1);\n'),
    ];
    expect(Object.values(rules).flatMap(({ check }) => check(files))).toEqual([]);
  });
});

/** Our own files that the compiler reads, by its own account. */
function compiledFiles(): string[] {
  const listing = execFileSync("npx", ["tsc", "--noEmit", "--listFilesOnly"], {
    cwd: root,
    encoding: "utf8",
  });
  return listing
    .split("\n")
    .filter((path) => path.endsWith(".ts") && !path.includes("node_modules"))
    .map((path) => relative(root, path).split(sep).join("/"));
}
