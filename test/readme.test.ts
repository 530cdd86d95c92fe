import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { commandsOf, type Snippet, snippetsOf, wordsOf } from "./tutorial/snippets.ts";

// The tutorial is lived as a reader would: its files are written into a folder of their own, in the
// page's order, and its commands are run there.
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(root, ".tutorial-"));
// A reader has no configuration of vitest; here "stepwright" must mean the source.
writeFileSync(
  join(folder, "vitest.config.ts"),
  'import config from "../vitest.config.ts";\nexport default { ...config, test: {} };\n',
);
const page = readFileSync(join(root, "README.md"), "utf8");
const packageJson = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const node = [process.execPath, "--conditions=@stepwright/source"];
const programs: { readonly [command: string]: readonly string[] } = {
  "npx stepwright": [...node, join(root, "bin/stepwright.ts")],
  "npx vitest": [...node, join(root, "node_modules/vitest/vitest.mjs")],
  node,
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the README's tutorial", () => {
  const snippets = snippetsOf(page, "Ten minutes");

  it("has files and commands, and only the installation that is neither", () => {
    expect(snippets.filter(({ file }) => file).length).toBeGreaterThan(3);
    expect(snippets.filter(({ language }) => language === "console").length).toBeGreaterThan(3);
    expect(snippets.filter(({ language }) => language === "sh")).toHaveLength(1);
    const others = snippets.filter(({ language, file }) => !file && language !== "console");
    expect(others).toHaveLength(1);
  });

  for (const snippet of snippets) {
    const { language, file, line } = snippet;
    if (file !== undefined) {
      it(`line ${line}: ${file}`, () => writeFileSync(join(folder, file), snippet.text));
    } else if (language === "console") {
      it(`line ${line}: commands`, () => runConsole(snippet));
    }
  }
});

describe("the README", () => {
  it("shows the order-processing workflow as it is drawn today", async () => {
    const definition = join(root, "examples/order-processing/order-processing.asl.json");
    const drawn = stepwright("graph", definition, "--format", "svg");
    await expect(drawn).toMatchFileSnapshot("../docs/order-processing.svg");
  });

  it("names only npm scripts that there are", () => {
    const scripts = [...page.matchAll(/npm run (?:-s )?([\w-]+)/g)].map(([, name]) => name);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((name) => !(`${name}` in packageJson.scripts))).toEqual([]);
  });

  it("says which Node is needed, as package.json does", () => {
    const version = /\d+\.\d+/.exec(packageJson.engines.node)?.[0];
    expect(page).toContain(`Node ${version}`);
  });

  it("links to files that there are", () => {
    const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((path) => !existsSync(join(root, `${path}`)))).toEqual([]);
  });
});

function stepwright(...args: readonly string[]): string {
  const [program = "", ...start] = programs["npx stepwright"] ?? [];
  return spawnSync(program, [...start, ...args], { encoding: "utf8" }).stdout;
}

/** Runs the block's commands. What the page shows below a command must be what it prints. */
function runConsole(snippet: Snippet): void {
  for (const { command, output, line } of commandsOf(snippet)) {
    const name = Object.keys(programs).find((start) => command.startsWith(`${start} `));
    const [program = "", ...start] = programs[name ?? ""] ?? [];
    expect(program, `line ${line}: how is "${command}" run?`).not.toBe("");
    const rest = command.slice((name ?? "").length + 1);
    const { stdout, stderr, status } = spawnSync(program, [...start, ...wordsOf(rest)], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    });
    const printed = `${stdout}${stderr}`.replaceAll(/[ \t]+$/gm, "").trim();
    if (output === "") expect(status, `line ${line}: ${command}\n${printed}`).toBe(0);
    else expect(printed, `line ${line}: ${command}`).toBe(output);
  }
}
