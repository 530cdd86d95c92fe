import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type Snippet, snippetsOf } from "./tutorial/snippets.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const docs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));

/** What the pages' TypeScript takes for given. */
const given: { readonly [name: string]: string } = {
  stateMachineArn: "string",
  runtime: 'import("stepwright/constructs").Stepwright',
  orders: 'import("stepwright/constructs").StateMachine',
  worker: 'import("aws-cdk-lib/aws-lambda").Function',
};

it("the pages' TypeScript compiles", () => {
  const folder = mkdtempSync(join(root, ".tutorial-"));
  try {
    const pages = new Map(docs.map((name) => [name, snippetsOf(read(`docs/${name}`))]));
    pages.set("README.md", snippetsOf(read("README.md"), "Deploy it"));
    let count = 0;
    for (const [page, snippets] of pages) {
      for (const snippet of snippets.filter(({ language }) => language === "ts")) {
        writeFileSync(join(folder, `${page}-${snippet.line}.ts`), programOf(snippet));
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(5);
    const settings = { extends: "../tsconfig.json", include: ["*.ts"], exclude: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    expect(stdout).toBe("");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("the pages link to files and headings that there are", () => {
  const missing = docs.flatMap((page) =>
    [...read(`docs/${page}`).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
      .filter(([, path = "", heading]) => !isThere(page, path, heading))
      .map(([link]) => `${page}: ${link}`),
  );
  expect(missing).toEqual([]);
});

it("the pages name only commands and options of stepwright that there are", () => {
  const folder = "bin/commands";
  const sources = readdirSync(join(root, folder)).map((name) => read(join(folder, name)));
  const commands = new Set(sources.flatMap((text) => matches(text, /new Command\("([\w-]+)"/g)));
  const options = new Set(sources.flatMap((text) => matches(text, /"(?:-\w, )?(--[\w-]+)/g)));
  const pages = [...docs.map((name) => `docs/${name}`), "README.md"];
  const called = pages.flatMap((page) => matches(read(page), /stepwright (.+?)(?=[`|\n]|$)/g));
  const unknown = called.flatMap((line) => [
    ...matches(line, /^([a-z]+) --?\w/g).filter((command) => !commands.has(command)),
    ...matches(line, /(?<=\s)(--[a-z][\w-]*)/g).filter((option) => !options.has(option)),
  ]);
  expect(called.length).toBeGreaterThan(30);
  expect(unknown).toEqual([]);
  const listed = matches(read("docs/serve.md"), /^\| `(--[\w-]+)/gm);
  expect(listed.length).toBeGreaterThan(10);
  expect(listed.filter((option) => !options.has(option))).toEqual([]);
});

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => `${found}`);
}

/** A page's block as a module: its statements are a stack's if they say `this`. */
function programOf({ text }: Snippet): string {
  const isImport = (line: string): boolean => line.startsWith("import ");
  const lines = text.split("\n");
  const statements = lines.filter((line) => !isImport(line)).join("\n");
  const declared = Object.entries(given)
    .filter(([name]) => !new RegExp(`const ${name}\\b`).test(text))
    .map(([name, type]) => `declare const ${name}: ${type};`);
  const body = /\bthis\b/.test(statements)
    ? `export class Page extends (await import("aws-cdk-lib")).Stack {
  constructor() {
    super();
${statements}
  }
}`
    : `${statements}\nexport {};`;
  return [...lines.filter(isImport), ...declared, body].join("\n");
}

function isThere(page: string, path: string, heading: string | undefined): boolean {
  try {
    const text = read(path === "" ? `docs/${page}` : join("docs", path));
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      `${title}`
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
    return heading === undefined || headings.includes(heading);
  } catch (error) {
    // A folder has no text.
    return (error as NodeJS.ErrnoException).code === "EISDIR" && heading === undefined;
  }
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
