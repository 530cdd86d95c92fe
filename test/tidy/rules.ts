import { checkBannedWords } from "./rules/banned-words.ts";
import { checkCycles, checkDeadExports, checkDeadFiles } from "./rules/import-graph.ts";
import { checkLayers } from "./rules/layers.ts";
import { checkColumns, checkFileLengths, checkFunctionLengths } from "./rules/lengths.ts";
import {
  checkBannedSyntax,
  checkNamedExports,
  checkNames,
  checkUnfinished,
} from "./rules/syntax.ts";
import type { Finding, SourceFile } from "./source-file.ts";

export interface Rule {
  check(files: readonly SourceFile[]): Finding[];
  /** Small projects (text by path) in each of which the rule has exactly one finding. */
  readonly seeds: readonly { readonly [path: string]: string }[];
}

const entry = "lib/index.ts";
const uses = (name: string, path: string): string => `export { ${name} } from "./${path}";\n`;
const line = (length: number): string => `// ${"x".repeat(length - 3)}\n`;
const longFunction = `function run(): void {\n${"  run();\n".repeat(49)}}\nrun();\n`;

/** One row a rule, each with violations that prove that it can fail. */
export const rules: { readonly [name: string]: Rule } = {
  layers: {
    check: checkLayers,
    seeds: [
      {
        [entry]: uses("a", "data/a.ts") + uses("b", "core/b.ts"),
        "lib/data/a.ts": 'import type { B } from "../core/b.ts";\nexport const a: B = 1;\n',
        "lib/core/b.ts": "export type B = number;\nexport const b: B = 1;\n",
      },
      {
        [entry]: uses("a", "core/a.ts"),
        "lib/core/a.ts": 'import { stringify } from "yaml";\nexport const a = stringify(1);\n',
      },
      { [entry]: uses("a", "helpers/a.ts"), "lib/helpers/a.ts": "export const a = 1;\n" },
    ],
  },
  "banned words": {
    check: checkBannedWords,
    seeds: [
      "Date.now()",
      "new Date(0)",
      "Math.random()",
      "setTimeout(() => {}, 1)",
      "process.env",
      "fetch('x')",
      "{ console }",
      "import.meta.url",
    ].map((code) => ({
      [entry]: uses("a", "core/a.ts"),
      "lib/core/a.ts": `export const a = (): unknown => (${code});\n`,
    })),
  },
  "banned imports": {
    check: checkBannedWords,
    seeds: [
      {
        [entry]: uses("a", "data/a.ts"),
        "lib/data/a.ts":
          'import { randomUUID } from "node:crypto";\nexport const a = randomUUID();\n',
      },
    ],
  },
  cycles: {
    check: checkCycles,
    seeds: [
      {
        [entry]: uses("a", "core/a.ts"),
        "lib/core/a.ts": 'import { b } from "./b.ts";\nexport const a = (): number => b();\n',
        "lib/core/b.ts": 'import { a } from "./a.ts";\nexport const b = (): number => a();\n',
      },
    ],
  },
  "dead files": {
    check: checkDeadFiles,
    seeds: [
      {
        "lib/core/a.ts": "export const a = 1;\n",
        "test/a.test.ts": 'import { a } from "../lib/core/a.ts";\na;\n',
      },
      { "test/helper.ts": "export const a = 1;\n" },
    ],
  },
  "dead exports": {
    check: checkDeadExports,
    seeds: [
      {
        [entry]: uses("a", "core/a.ts"),
        "lib/core/a.ts": "export const a = 1;\nexport function b(): void {}\n",
      },
    ],
  },
  "file lengths": {
    check: checkFileLengths,
    seeds: [{ [entry]: "// line\n".repeat(401) }, { "lambda/a.ts": "// line\n".repeat(41) }],
  },
  "function lengths": { check: checkFunctionLengths, seeds: [{ [entry]: longFunction }] },
  columns: {
    check: checkColumns,
    seeds: [{ [entry]: line(101) }, { "README.md": line(101) }],
  },
  "banned syntax": {
    check: checkBannedSyntax,
    seeds: [
      "let a: any;",
      "let a = [0][0]!;",
      "let a!: number;",
      "enum A { B }",
      "namespace A { export const b = 1; }",
      "class A { constructor(readonly a: number) {} }",
    ].map((code) => ({ [entry]: `${code}\n` })),
  },
  "named exports": {
    check: checkNamedExports,
    seeds: [
      { [entry]: "export default 1;\n" },
      { [entry]: 'export * from "./core/a.ts";\n', "lib/core/a.ts": "export const a = 1;\n" },
    ],
  },
  names: {
    check: checkNames,
    seeds: [
      { "scripts/aB.ts": "const a = 1;\na;\n" },
      { [entry]: 'export { a } from "./core/a.js";\n' },
    ],
  },
  unfinished: {
    check: checkUnfinished,
    seeds: [
      { [entry]: "// TODO: more\n" },
      { [entry]: "// @ts-expect-error\n" },
      { "test/a.test.ts": 'it.skip("a", () => {});\n' },
    ],
  },
};
